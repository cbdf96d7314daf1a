package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules that attach to listeners of their parents. */
public sealed interface Route extends Document permits HttpRoute, GrpcRoute, StreamRoute {
    Head head();

    /** How many rules it has. */
    int size();

    @Override
    default Metadata metadata() {
        return head().metadata();
    }

    @Override
    default boolean isBroken() {
        return head().broken() != null;
    }

    /**
     * What all routes have in common.
     *
     * @param hostnames host names or, for TLS, server names that it is for; empty for all that the listener serves; with a mistake in one of them,
     *     what its labels tell of the names that were meant
     * @param byDefault whether it attaches to every gateway that takes routes without being named
     * @param broken the first mistake outside the rules, or null; what a broken route was meant for is refused
     */
    record Head(
            Metadata metadata,
            List<Ref> parentRefs,
            List<String> hostnames,
            boolean byDefault,
            @Nullable String broken) {
        private static final int MOST_PARENTS = 32;

        public Head {
            parentRefs = List.copyOf(parentRefs);
            hostnames = List.copyOf(hostnames);
        }

        static Head empty(Metadata metadata) {
            return new Head(metadata, List.of(), List.of(), false, null);
        }

        static Head read(Metadata metadata, Fields spec, boolean named) {
            boolean byDefault = spec.choice("useDefaultGateways", "None", List.of("All", "None"))
                    .equals("All");
            spec.atMost("parentRefs", MOST_PARENTS);
            List<String> hostnames = named ? Hostnames.list(spec) : List.of();
            return new Head(metadata, spec.list("parentRefs", Ref::parent), hostnames, byDefault, null);
        }

        /** Whether it could take anything: without a name or a parent there is nothing to refuse. */
        boolean isPlaced() {
            return !metadata.name().isEmpty() && (byDefault || !parentRefs.isEmpty());
        }

        Head spoiled(String why) {
            return new Head(metadata, parentRefs, hostnames, byDefault, why);
        }
    }
}
