package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.accesslog.AccessLog;
import dev.windrose.transport.h1.ServerTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is refused before it is a request, or in the middle of one, is counted and logged like all else: once, with the code that the client is told. */
@Timeout(60)
class RefusalTest {
    private static final ServerTimeouts SHORT = new ServerTimeouts(
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));

    @TempDir
    Path folder;

    @TempDir
    Path logs;

    private TinyBackend backend;
    private TestGatewayFolder files;

    @BeforeEach
    void start() throws IOException {
        backend = new TinyBackend("b");
        files = new TestGatewayFolder(folder, backend.port());
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    private static String metrics(Dataplane dataplane) throws IOException {
        try (RawClient client =
                RawClient.plain(Objects.requireNonNull(dataplane.adminAddress()).getPort())) {
            client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return client.read().text();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1~X : y~~', 400, bad_header, ''",
        "'GET / HTTP/1.1~~', 400, bad_host, ''",
        "'GET /LONG HTTP/1.1~Host: a~~', 414, uri_too_long, ''",
        "'GET / HTTP/1.1~Host: a~X: LONGLONGLONG~~', 431, headers_too_large, ''",
        "'GET / HTTP/1.1~Host: a~', 408, head_timeout, ''",
        "'POST /held HTTP/1.1~Host: a~Content-Length: 9~~few', 408, body_timeout, all",
        "'POST /held HTTP/1.1~Host: a~Transfer-Encoding: chunked~~zz~', 400, client_protocol_error, all",
    })
    void aRefusalIsOneCountAndOneLineWithTheCodeThatTheClientIsTold(
            String request, int status, String code, String route) throws IOException {
        Path file = logs.resolve("access.json");
        String bytes = request.replace("~", "\r\n").replace("LONG", "a".repeat(20_000));
        String text;
        String answer;
        try (Dataplane dataplane = files.start(PeerSettings.NONE, AccessLog.Form.JSON, file, SHORT)) {
            try (RawClient client = RawClient.plain(files.plain)) {
                answer = client.send(bytes).rest();
                assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\"code\":\"" + code + "\"");
            }
            text = metrics(dataplane);
        }
        assertThat(text.lines().filter(line -> line.startsWith("windrose_requests_total{")))
                .singleElement()
                .asString()
                .containsPattern(
                        "route=\"[^\"]*" + route + "[^\"]*\",code=\"" + status + "\",reason=\"" + code + "\"} 1$");
        assertThat(Files.readAllLines(file)).hasSize(1);
        JsonNode line = new JsonMapper().readTree(Files.readString(file));
        assertThat(line.get("status").intValue()).isEqualTo(status);
        assertThat(line.get("reason").stringValue()).isEqualTo(code);
        assertThat(line.get("request_id").stringValue()).hasSize(32);
        assertThat(answer).contains("\"request_id\":\"" + line.get("request_id").stringValue() + "\"");
        assertThat(line.get("listener").stringValue()).isEqualTo("0.0.0.0:" + files.plain);
        assertThat(line.get("client").stringValue()).startsWith("127.0.0.1");
        assertThat(line.get("duration_ms").doubleValue()).isGreaterThanOrEqualTo(status == 408 ? 250 : 0);
    }

    @Test
    void theCommonFormHasADashInPlaceOfTheRequestLine() throws IOException {
        Path file = logs.resolve("access.log");
        try (Dataplane _ = files.start(PeerSettings.NONE, AccessLog.Form.COMMON, file, SHORT);
                RawClient client = RawClient.plain(files.plain)) {
            client.send("GET / HTTP/1.1\r\n\r\n").rest();
        }
        assertThat(Files.readString(file)).contains(" \"-\" 400 ");
    }
}
