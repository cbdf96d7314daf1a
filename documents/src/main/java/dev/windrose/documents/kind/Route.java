package dev.windrose.documents.kind;

import java.util.List;

/** Rules that attach to listeners of their parents. */
public sealed interface Route extends Document permits HttpRoute, GrpcRoute, StreamRoute {
    List<Ref> parentRefs();

    /** Server names or host names that it is for; empty for all that the listener serves. */
    List<String> hostnames();

    /** How many rules it has. */
    int size();

    /** Whether it attaches to every gateway that takes routes without being named, as {@code useDefaultGateways: All} says. */
    boolean byDefault();
}
