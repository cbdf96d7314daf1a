package dev.windrose.engine.snapshot;

import dev.windrose.engine.route.RouteTable;
import dev.windrose.engine.route.TargetPicker;
import dev.windrose.engine.session.SessionTokens;
import dev.windrose.model.ListenerSpec;
import org.jspecify.annotations.Nullable;

/**
 * A listener with what it needs to serve.
 *
 * @param routes of HTTP, else null
 * @param bytes the destination of TCP or UDP, else null
 * @param destinations which listeners take this one's connections by where their clients mean to go
 * @param names which listeners take this one's connections by their server name
 * @param sessions how the tokens of its clients' sessions are sealed
 */
public record RunningListener(
        ListenerSpec spec,
        @Nullable RouteTable routes,
        @Nullable TargetPicker bytes,
        DestinationTable destinations,
        NameTable names,
        SessionTokens sessions) {}
