package dev.windrose.engine.route;

import static dev.windrose.engine.route.RequestFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.windrose.http.RequestHead;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouteTableScaleTest {
    private static final int MANY = 100_000;
    private static final int LOOKUPS = 10_000;

    @Test
    void aLookUpNeitherAllocatesNorTakesMoreStepsWithManyRoutes() {
        HostRoutes few = paths(10);
        HostRoutes many = paths(MANY);
        RequestHead exact = request("GET", "api.example.com:8443", "/exact/7");
        RequestHead prefix = request("GET", "api.example.com:8443", "/prefix/8/and/more?q=1");
        assertThat(steps(many, exact)).isLessThanOrEqualTo(steps(few, exact) + 10);
        assertThat(steps(many, prefix)).isLessThanOrEqualTo(steps(few, prefix) + 10);
        assertThat(allocated(many, exact)).isLessThan(LOOKUPS);
        assertThat(allocated(many, prefix)).isLessThan(LOOKUPS);
    }

    @Test
    void manyHostsCostNoMoreThanFew() {
        HostRoutes few = hosts(10);
        HostRoutes many = hosts(MANY);
        RequestHead request = request("GET", "h7.example.com", "/a/b");
        assertThat(TableFixture.ask(many, request)).isEqualTo("r7");
        assertThat(steps(many, request)).isLessThanOrEqualTo(steps(few, request) + 2);
        assertThat(allocated(many, request)).isLessThan(LOOKUPS);
    }

    @Test
    void aRouteTakesAtMostTwoKilobytes() {
        RouteSpec[] specs = routes(MANY);
        long before = used();
        HostRoutes table = TableFixture.anyHost(specs);
        try {
            assertThat((used() - before) / MANY).isLessThan(2048);
        } finally {
            Reference.reachabilityFence(table);
            Reference.reachabilityFence(specs);
        }
    }

    private static int steps(HostRoutes table, RequestHead request) {
        Visits visits = new Visits();
        assertThat(table.find(request, visits)).isNotNull();
        return visits.count();
    }

    private static long allocated(HostRoutes table, RequestHead request) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long found = find(table, request);
        long before = threads.getCurrentThreadAllocatedBytes();
        found += find(table, request);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(found).isEqualTo(2L * LOOKUPS);
        return after - before;
    }

    private static long find(HostRoutes table, RequestHead request) {
        long found = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            found += table.find(request) != null ? 1 : 0;
        }
        return found;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static HostRoutes paths(int count) {
        return TableFixture.anyHost(routes(count));
    }

    private static RouteSpec[] routes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TableFixture.route(
                        "r" + i, i % 2 == 0 ? TableFixture.prefix("/prefix/" + i) : TableFixture.exact("/exact/" + i)))
                .toArray(RouteSpec[]::new);
    }

    private static HostRoutes hosts(int count) {
        return TableFixture.table(TableFixture.listener(
                "*",
                IntStream.range(0, count)
                        .mapToObj(i -> TableFixture.host(
                                "h" + i + ".example.com", TableFixture.route("r" + i, TableFixture.prefix("/"))))
                        .toArray(VirtualHost[]::new)));
    }
}
