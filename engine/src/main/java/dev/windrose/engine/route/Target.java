package dev.windrose.engine.route;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Where one request goes after the draw: a cluster, or a local answer when the reference could not be resolved.
 *
 * @param cluster null when {@code failStatus} is to be answered
 * @param filters of this share, after the route's own
 */
public record Target(@Nullable Cluster cluster, int failStatus, String failWhy, Filter[] filters) {}
