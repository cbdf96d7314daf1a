package dev.windrose.dataplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.dataplane.Allocation;
import dev.windrose.dataplane.FakeExchange;
import dev.windrose.engine.telemetry.FinishedConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final MetricsRegistry registry = new MetricsRegistry();

    private Metrics metrics(int loops, int maxSeries, int maxRoutes) {
        Metrics metrics = new Metrics(loops, maxSeries, maxRoutes);
        registry.add(metrics);
        return metrics;
    }

    @Test
    void countsOfAllLoopsAreAddedUp() throws IOException {
        Metrics metrics = metrics(2, 100, 100);
        FakeExchange exchange = new FakeExchange();
        metrics.onFinished(exchange);
        exchange.loop = 1;
        metrics.onFinished(exchange);
        exchange.status = 503;
        exchange.reason = "no_healthy_endpoint";
        metrics.onFinished(exchange);

        Exposition text = Exposition.of(registry);
        assertThat(text.value("windrose_requests_total{code=200, reason=ok, route=shop/checkout/0}"))
                .isEqualTo(2);
        assertThat(text.value("windrose_requests_total{code=503, reason=no_healthy_endpoint, route=shop/checkout/0}"))
                .isEqualTo(1);
        assertThat(text.value("windrose_response_bytes_total{route=shop/checkout/0}"))
                .isEqualTo(666);
    }

    private static FinishedConnection connection(String listener, String cluster, String reason, int loop) {
        return new FinishedConnection(
                listener, new FakeExchange().peer(), cluster, "", reason, 10, 200, 1_500_000_000, loop);
    }

    @Test
    void connectionsOfBytesAreCountedByListenerAndDestination() throws IOException {
        Metrics metrics = metrics(2, 100, 100);
        metrics.onFinished(connection("tcp", "database", "ok", 0));
        metrics.onFinished(connection("tcp", "database", "ok", 1));
        metrics.onFinished(connection("tcp", "database", "idle_timeout", 0));
        metrics.onFinished(connection("other", "", "no_listener", 0));

        Exposition text = Exposition.of(registry);
        assertThat(text.value("windrose_tcp_connections_total{cluster=database, listener=tcp, result=ok}"))
                .isEqualTo(2);
        assertThat(text.value("windrose_tcp_connections_total{cluster=database, listener=tcp, result=idle_timeout}"))
                .isEqualTo(1);
        assertThat(text.value("windrose_tcp_received_bytes_total{cluster=database, listener=tcp}"))
                .isEqualTo(30);
        assertThat(text.value("windrose_tcp_sent_bytes_total{cluster=database, listener=tcp}"))
                .isEqualTo(600);
        assertThat(text.value("windrose_tcp_connection_seconds_total{cluster=database, listener=tcp}"))
                .isEqualTo(4.5);

        metrics.retainListeners(Set.of("tcp"));
        assertThat(Exposition.of(registry).samples.keySet())
                .noneMatch(key -> key.contains("listener=other"))
                .anyMatch(key -> key.contains("listener=tcp"));
    }

    @Test
    void destinationsOfBytesBeyondTheBoundShareASeries() throws IOException {
        Metrics metrics = metrics(1, 100, 100);
        for (int i = 0; i < Metrics.MAX_SERIES + 10; i++) {
            metrics.onFinished(connection("tcp", "cluster" + i, "ok", 0));
        }
        Exposition text = Exposition.of(registry);
        assertThat(text.value("windrose_tcp_connections_total{cluster=_other, listener=_other, result=ok}"))
                .isEqualTo(10);
        assertThat(text.samples.keySet().stream().filter(key -> key.startsWith("windrose_tcp_connections_total")))
                .hasSize(Metrics.MAX_SERIES + 1);
    }

    @Test
    void seriesOfARouteThatIsGoneDisappearAndItsPlaceStartsFromZero() throws IOException {
        Metrics metrics = metrics(1, 100, 1);
        FakeExchange exchange = new FakeExchange();
        metrics.onFinished(exchange);
        metrics.allow(Set.of("shop/new/0"));
        metrics.retain(Set.of("shop/new/0"));
        assertThat(Exposition.of(registry).samples.keySet()).noneMatch(key -> key.contains("shop/checkout/0"));

        // An exchange that began before is told with the others.
        metrics.onFinished(exchange);
        exchange.route = "shop/new/0";
        metrics.onFinished(exchange);
        metrics.onFinished(exchange);
        Exposition text = Exposition.of(registry);
        assertThat(text.value("windrose_requests_total{code=200, reason=ok, route=shop/new/0}"))
                .isEqualTo(2);
        assertThat(text.value("windrose_request_duration_seconds_count{route=shop/new/0}"))
                .isEqualTo(2);
        assertThat(text.value("windrose_requests_total{code=2xx, reason=_other, route=_other}"))
                .isEqualTo(1);
        assertThat(text.samples.keySet()).noneMatch(key -> key.contains("shop/checkout/0"));
    }

    @Test
    void aRouteThatComesBackIsCountedAnewOnEveryLoop() throws IOException {
        Metrics metrics = metrics(2, 100, 100);
        FakeExchange exchange = new FakeExchange();
        for (int round = 0; round < 3; round++) {
            metrics.allow(Set.of("shop/checkout/0"));
            metrics.retain(Set.of("shop/checkout/0"));
            for (int loop = 0; loop < 2; loop++) {
                exchange.loop = loop;
                metrics.onFinished(exchange);
            }
            assertThat(Exposition.of(registry)
                            .value("windrose_requests_total{code=200, reason=ok, route=shop/checkout/0}"))
                    .isEqualTo(2);
            metrics.retain(Set.of());
        }
    }

    @Test
    void timeIsSplitIntoGatewayAndUpstream() throws IOException {
        Metrics metrics = metrics(1, 100, 100);
        metrics.onFinished(new FakeExchange());

        Exposition text = Exposition.of(registry);
        assertThat(text.types).containsEntry("windrose_gateway_duration_seconds", "histogram");
        assertThat(text.value("windrose_request_duration_seconds_sum{route=shop/checkout/0}"))
                .isEqualTo(0.003);
        assertThat(text.value("windrose_gateway_duration_seconds_sum{route=shop/checkout/0}"))
                .isEqualTo(0.001);
        assertThat(text.value("windrose_upstream_duration_seconds_sum{route=shop/checkout/0}"))
                .isEqualTo(0.002);
        assertThat(text.value("windrose_gateway_duration_seconds_bucket{le=5.24288E-4, route=shop/checkout/0}"))
                .isZero();
        assertThat(text.value("windrose_gateway_duration_seconds_bucket{le=0.001048576, route=shop/checkout/0}"))
                .isEqualTo(1);
        assertThat(text.value("windrose_gateway_duration_seconds_bucket{le=+Inf, route=shop/checkout/0}"))
                .isEqualTo(1);
    }

    @Test
    void anExchangeWithoutAttemptHasNoUpstreamTime() throws IOException {
        Metrics metrics = metrics(1, 100, 100);
        FakeExchange exchange = new FakeExchange();
        exchange.attempts = 0;
        exchange.upstream = 0;
        metrics.onFinished(exchange);
        assertThat(Exposition.of(registry).value("windrose_upstream_duration_seconds_count{route=shop/checkout/0}"))
                .isZero();
    }

    @Test
    void bucketsIncludeTheirBound() {
        for (int bucket = 0; bucket < Buckets.BOUNDED; bucket++) {
            assertThat(Buckets.index(Buckets.boundNanos(bucket))).isEqualTo(bucket);
            assertThat(Buckets.index(Buckets.boundNanos(bucket) + 1)).isEqualTo(bucket + 1);
        }
        assertThat(Buckets.index(0)).isZero();
        assertThat(Buckets.index(Long.MAX_VALUE)).isEqualTo(Buckets.BOUNDED);
    }

    @Test
    void seriesAreBoundedAndNothingIsLost() throws IOException {
        Metrics metrics = metrics(2, 10, 4);
        FakeExchange exchange = new FakeExchange();
        for (int i = 0; i < 5_000; i++) {
            exchange.route = "route-" + i;
            exchange.loop = i % 2;
            exchange.status = i % 3 == 0 ? 404 : 200;
            metrics.onFinished(exchange);
        }
        Exposition text = Exposition.of(registry);
        List<String> requests = new ArrayList<>();
        double sum = 0;
        for (String key : text.samples.keySet()) {
            if (key.startsWith("windrose_requests_total")) {
                requests.add(key);
                sum += text.value(key);
            }
        }
        assertThat(requests).hasSize(12).contains("windrose_requests_total{code=4xx, reason=_other, route=_other}");
        assertThat(sum).isEqualTo(5_000);
        assertThat(text.samples.keySet().stream()
                        .filter(key -> key.startsWith("windrose_request_bytes_total"))
                        .collect(Collectors.toSet()))
                .hasSize(5)
                .contains("windrose_request_bytes_total{route=_other}");
        assertThat(text.value("windrose_request_duration_seconds_count{route=_other}"))
                .isEqualTo(4_996);
    }

    @Test
    void recordingAllocatesNothing() {
        Metrics metrics = new Metrics(1, 100, 10);
        List<FakeExchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            FakeExchange exchange = new FakeExchange();
            exchange.route = "route-" + i;
            exchanges.add(exchange);
        }
        int[] next = {0};
        assertThat(Allocation.fewestBytes(() -> metrics.onFinished(exchanges.get(next[0]++ % exchanges.size()))))
                .isZero();
    }

    @Test
    void whatOthersFeedIsToldWithLabelsEscaped() throws IOException {
        registry.gauge("pools", "A \\ and\na new line.", Labels.of("cluster", "a\"b\\c\nd"), () -> 7);
        registry.counter("retries_total", "Retries.", Labels.NONE, () -> 3);
        registry.seconds("lag_seconds", "Lag.", Labels.of("loop", "0", "kind", "x"), () -> 1_500_000);
        Exposition text = Exposition.of(registry);
        assertThat(text.value("pools{cluster=a\"b\\c\nd}")).isEqualTo(7);
        assertThat(text.value("retries_total{}")).isEqualTo(3);
        assertThat(text.value("lag_seconds{kind=x, loop=0}")).isEqualTo(0.0015);
        assertThat(text.types).containsEntry("retries_total", "counter").containsEntry("lag_seconds", "gauge");
    }

    @Test
    void aSupplierThatThrowsLosesItsSampleOnly() throws IOException {
        registry.gauge("broken", "Broken.", Labels.NONE, () -> {
            throw new IllegalStateException("gone");
        });
        registry.gauge("whole", "Whole.", Labels.NONE, () -> 1);
        Exposition text = Exposition.of(registry);
        assertThat(text.value("whole{}")).isEqualTo(1);
        assertThat(text.samples).doesNotContainKey("broken{}");
    }

    @Test
    void rowsAreBounded() throws IOException {
        registry.rows("many", MetricsRegistry.Kind.GAUGE, "Many.", sink -> {
            for (int i = 0; i < MetricsRegistry.MAX_SERIES + 5; i++) {
                sink.row(Labels.of("n", "n" + i), i);
            }
        });
        Exposition.of(registry);
        Exposition text = Exposition.of(registry);
        assertThat(text.samples).doesNotContainKey("many{n=n" + MetricsRegistry.MAX_SERIES + "}");
        assertThat(text.value("windrose_metrics_dropped_series{}")).isEqualTo(5);
    }

    @Test
    void namesThatPrometheusDoesNotKnowAreRefused() {
        assertThatThrownBy(() -> registry.gauge("a-b", "", Labels.NONE, () -> 0))
                .hasMessageContaining("metric name: a-b");
        assertThatThrownBy(() -> Labels.of("a-b", "")).hasMessageContaining("label name: a-b");
    }

    @Test
    void theProcessTellsItsMemory() throws IOException {
        ProxyMetrics.registerProcess(registry, () -> 42);
        ProxyMetrics.register(registry, new ProxyMetrics.Source() {});
        Exposition text = Exposition.of(registry);
        assertThat(text.value("windrose_memory_bytes{area=heap}")).isPositive();
        assertThat(text.value("windrose_memory_bytes{area=direct}")).isEqualTo(42);
        assertThat(text.types).containsKey("windrose_pool_connections");
    }
}
