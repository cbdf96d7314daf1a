package dev.windrose.transport.upstream;

/** Connections to a cluster: all that are open, and those among them without a call. */
public record PoolCount(int open, int idle) {
    PoolCount plus(PoolCount more) {
        return new PoolCount(open + more.open, idle + more.idle);
    }
}
