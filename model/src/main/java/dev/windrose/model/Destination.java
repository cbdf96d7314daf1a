package dev.windrose.model;

import java.util.List;

/** Where a request or connection goes. */
public sealed interface Destination {
    /** One of several, drawn by weight. With a total of 0 the request is answered with 500. */
    record Weighted(List<Share> shares) implements Destination {
        public Weighted {
            shares = Check.list(shares);
        }
    }

    /** A cluster. */
    record To(ClusterId cluster) implements Destination {}

    /** The address the client meant, known by capture. */
    record OriginalAddress() implements Destination {}

    /** Nowhere: a local answer, with the reason for people. Used where a reference could not be resolved. */
    record Fail(int status, String why) implements Destination {}

    /**
     * A weighted alternative.
     *
     * @param weight 0 to 1,000,000; 0 takes no requests
     * @param destination {@link To} or {@link Fail}
     * @param filters applied to requests of this share only, after the route's own
     */
    record Share(int weight, Destination destination, List<FilterSpec> filters) {
        public Share {
            Check.that(weight >= 0 && weight <= 1_000_000, "weight", weight, "0 to 1000000");
            filters = Check.list(filters);
        }
    }
}
