package dev.windrose.dataplane.explain;

import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.ListenerId;
import java.util.List;

/** What someone wonders about: a request, a connection, or datagrams. */
public sealed interface Asked permits RequestLine, ConnectionLine {
    /** The forms that {@link #of} reads. */
    String FORMS = "a method and a URL, such as GET https://api.example.com/v1/users/7, or grpc://HOST/SERVICE/METHOD,"
            + " tls://NAME:PORT, tcp://:PORT or udp://:PORT";

    /** Reads a line and headers, each {@code name: value}. Throws {@link IllegalArgumentException} for what is neither. */
    static Asked of(String line, List<String> headers) {
        String text = line.strip();
        return ConnectionLine.isOne(text) ? ConnectionLine.of(text, headers) : RequestLine.of(text, headers);
    }

    /** The host or server name, lower case; empty where none matters. */
    String host();

    /** 0 if the line has none. */
    int port();

    /** Where a snapshot leads it. */
    Explanation explain(Snapshot snapshot);

    /** What one of its listeners does with it, had it come there; {@code there} is the port that it was sent to. */
    Explanation explain(Snapshot snapshot, ListenerId listener, int there);

    /** Protocols of listeners that it can come to, as documents write them. */
    List<String> protocols();

    /** Kinds of routes that can take it. */
    List<String> kinds();

    /** Whether it can come to a listener by protocol and port. */
    default boolean comesTo(String protocol, int listenerPort) {
        return protocols().contains(protocol) && (port() == 0 || port() == listenerPort);
    }
}
