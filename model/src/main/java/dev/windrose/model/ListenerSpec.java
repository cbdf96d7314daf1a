package dev.windrose.model;

/** One way into the data plane: where bytes come from, how they are secured, and what they speak. */
public record ListenerSpec(
        ListenerId id, Binding binding, Security security, Protocol protocol, ConnectionPolicy connections) {}
