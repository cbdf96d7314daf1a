package dev.windrose.dataplane.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.Allocation;
import dev.windrose.dataplane.FakeExchange;
import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.http.HeaderName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
    private final JsonMapper mapper = new JsonMapper();
    private final MemorySink sink = new MemorySink();
    private final FakeExchange exchange = new FakeExchange();
    private Instant now = Instant.parse("2026-03-04T05:06:07.089Z");
    private final InstantSource clock = () -> now;

    @TempDir
    Path folder = Path.of("");

    private AccessLog log(AccessLog.Form form) {
        return new AccessLog(form, 2, 1 << 16, sink, clock);
    }

    private JsonNode logged() {
        try (AccessLog log = log(AccessLog.Form.JSON)) {
            log.onFinished(exchange);
        }
        return mapper.readTree(sink.text());
    }

    @Test
    void everyFieldIsThere() {
        exchange.head.headers().add(HeaderName.USER_AGENT, "curl/8");
        logged();
        assertThat(sink.text())
                .isEqualTo("{\"time\":\"2026-03-04T05:06:07.089Z\",\"listener\":\"0.0.0.0:8080\","
                        + "\"client\":\"192.0.2.7\",\"method\":\"GET\",\"authority\":\"api.example.com\","
                        + "\"path\":\"/v1/users/7\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"reason\":\"ok\","
                        + "\"route\":\"shop/checkout/0\",\"cluster\":\"users\",\"endpoint\":\"10.0.0.1:80\","
                        + "\"attempts\":1,\"request_bytes\":11,\"response_bytes\":222,\"duration_ms\":3.000,"
                        + "\"upstream_ms\":2.000,\"first_byte_ms\":2.500,\"request_id\":\"id-1\","
                        + "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"user_agent\":\"curl/8\"}\n");
    }

    @Test
    void theCommonFormIsOneLineToo() {
        exchange.head.headers().add(HeaderName.USER_AGENT, "a \"b\"");
        try (AccessLog log = log(AccessLog.Form.COMMON)) {
            log.onFinished(exchange);
        }
        assertThat(sink.text())
                .isEqualTo("192.0.2.7 - - [04/Mar/2026:05:06:07 +0000] \"GET /v1/users/7 HTTP/1.1\" 200 222 \"-\" "
                        + "\"a \\\"b\\\"\"\n");
    }

    @Test
    void aConnectionOfBytesHasALineOfItsOwn() {
        FinishedConnection connection = new FinishedConnection(
                "0.0.0.0:5432", exchange.peer(), "database", "10.0.0.1:5432", "ok", 11, 222, 3_000_000, 0);
        try (AccessLog log = log(AccessLog.Form.JSON)) {
            log.onFinished(connection);
        }
        assertThat(sink.text())
                .isEqualTo("{\"time\":\"2026-03-04T05:06:07.089Z\",\"listener\":\"0.0.0.0:5432\","
                        + "\"client\":\"192.0.2.7\",\"protocol\":\"TCP\",\"reason\":\"ok\",\"cluster\":\"database\","
                        + "\"endpoint\":\"10.0.0.1:5432\",\"received_bytes\":11,\"sent_bytes\":222,"
                        + "\"duration_ms\":3.000,\"peer\":\"\"}\n");
    }

    @Test
    void aConnectionOfBytesHasACommonLineToo() {
        FinishedConnection connection = new FinishedConnection(
                "0.0.0.0:5432", exchange.peer(), "database", "10.0.0.1:5432", "idle_timeout", 11, 222, 3_000_000, 1);
        try (AccessLog log = log(AccessLog.Form.COMMON)) {
            log.onFinished(connection);
        }
        assertThat(sink.text())
                .isEqualTo(
                        "192.0.2.7 - - [04/Mar/2026:05:06:07 +0000] \"TCP 10.0.0.1:5432 idle_timeout\" - 222 \"-\" \"\"\n");
    }

    @Test
    void theTimeMovesOn() {
        try (AccessLog log = log(AccessLog.Form.JSON)) {
            log.onFinished(exchange);
            now = now.plusMillis(911);
            log.onFinished(exchange);
        }
        assertThat(sink.text()).contains("05:06:07.089Z").contains("05:06:08.000Z");
    }

    @Test
    void theQueryIsNeverLogged() {
        exchange.path = "/login?password=hunter2";
        assertThat(logged().get("path").stringValue()).isEqualTo("/login");
        assertThat(sink.text()).doesNotContain("hunter2");
    }

    @Test
    void anyTextComesBackAsItWent() {
        StringBuilder all = new StringBuilder("/");
        for (char c = 0; c < 0x200; c++) {
            all.append(c == '?' ? '!' : c);
        }
        all.append("\ud800\u2028\uffff");
        exchange.path = all.toString();
        assertThat(logged().get("path").stringValue()).isEqualTo(all.toString());
        assertThat(sink.text().chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
        assertThat(sink.text().indexOf('\n')).isEqualTo(sink.text().length() - 1);
    }

    @Test
    void randomTextStaysOneObjectALine() {
        Random random = new Random(1);
        try (AccessLog log = new AccessLog(AccessLog.Form.JSON, 1, 1 << 20, sink, clock)) {
            for (int i = 0; i < 500; i++) {
                exchange.path = randomText(random);
                exchange.authority = randomText(random);
                exchange.route = randomText(random);
                log.onFinished(exchange);
                log.flush();
            }
        }
        List<String> lines = sink.text().lines().toList();
        assertThat(lines)
                .hasSize(500)
                .allSatisfy(
                        line -> assertThat(mapper.readTree(line).get("status").intValue())
                                .isEqualTo(200));
    }

    @Test
    void hugeTextIsCutAndTheLineEndsWell() {
        exchange.path = "/" + "\u0001".repeat(100_000);
        exchange.authority = "\u0001".repeat(100_000);
        exchange.route = "\u0001".repeat(100_000);
        exchange.requestBytes = Long.MAX_VALUE;
        exchange.duration = Long.MAX_VALUE;
        JsonNode line = logged();
        assertThat(line.get("request_bytes").longValue()).isEqualTo(Long.MAX_VALUE);
        assertThat(sink.text().length()).isLessThanOrEqualTo(Line.CAPACITY);
    }

    @Test
    void aFullRingDropsAndCountsAndGoesOn() {
        try (AccessLog log = new AccessLog(AccessLog.Form.JSON, 1, 1 << 12, sink, clock)) {
            for (int i = 0; i < 100; i++) {
                log.onFinished(exchange);
            }
            log.flush();
            long kept = sink.text().lines().count();
            assertThat(log.dropped()).isEqualTo(100 - kept).isPositive();
            log.onFinished(exchange);
            log.flush();
            assertThat(sink.text().lines().count()).isEqualTo(kept + 1);
        }
        assertThat(sink.text().lines()).allSatisfy(line -> mapper.readTree(line));
    }

    @Test
    void theThreadWritesAllLinesOfAllLoopsInOrder() throws InterruptedException {
        AccessLog log = new AccessLog(AccessLog.Form.JSON, 2, 1 << 22, sink, clock).start();
        Thread[] loops = {loop(log, 0), loop(log, 1)};
        for (Thread loop : loops) {
            loop.join();
        }
        log.close();
        int[] next = {0, 0};
        sink.text().lines().forEach(text -> {
            JsonNode line = mapper.readTree(text);
            int loop = line.get("status").intValue();
            assertThat(line.get("request_bytes").intValue()).isEqualTo(next[loop]++);
        });
        assertThat(next).containsExactly(3_000, 3_000);
        assertThat(log.dropped()).isZero();
    }

    @Test
    void formattingAllocatesNothing() {
        exchange.head.headers().add(HeaderName.USER_AGENT, "curl/8");
        AccessLog log = new AccessLog(AccessLog.Form.JSON, 1, 1 << 16, new NullSink(), InstantSource.system());
        assertThat(Allocation.fewestBytes(() -> {
                    log.onFinished(exchange);
                    log.flush();
                }))
                .isZero();
    }

    @Test
    void aRotatedFileIsOpenedAgain() throws IOException {
        Path file = folder.resolve("access.log");
        try (AccessLog log = new AccessLog(AccessLog.Form.JSON, 1, 1 << 16, StreamSink.file(file), clock)) {
            log.onFinished(exchange);
            log.flush();
            Files.move(file, folder.resolve("access.log.1"));
            log.reopen();
            log.onFinished(exchange);
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
        assertThat(Files.readAllLines(folder.resolve("access.log.1"))).hasSize(1);
    }

    private static Thread loop(AccessLog log, int index) {
        return Thread.ofPlatform().start(() -> {
            FakeExchange mine = new FakeExchange();
            mine.loop = index;
            mine.status = index;
            for (int i = 0; i < 3_000; i++) {
                mine.requestBytes = i;
                log.onFinished(mine);
            }
        });
    }

    private static String randomText(Random random) {
        char[] text = new char[random.nextInt(60)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000);
        }
        return new String(text);
    }

    private static class NullSink implements Sink {
        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public void flush() {}

        @Override
        public void reopen() {}

        @Override
        public long failures() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class MemorySink extends NullSink {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        @Override
        public void write(byte[] bytes, int offset, int length) {
            out.write(bytes, offset, length);
        }

        String text() {
            return out.toString(StandardCharsets.UTF_8);
        }
    }
}
