package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.ScriptedApiServer;
import dev.windrose.kubernetes.api.ScriptedApiServer.Call;
import dev.windrose.kubernetes.api.ScriptedApiServer.Reply;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.status.Wanted;
import dev.windrose.kubernetes.status.Wanted.Complaint;
import dev.windrose.kubernetes.watch.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventsTest {
    private static final String OURS = "windrose.dev/gateway-controller";
    private static final String POST = "POST /api/v1/namespaces/apps/events";
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-02-01T12:00:00.5Z"));

    private final Store store = new Store(OURS);
    private ScriptedApiServer server;
    private Api api;
    private Events events;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = ScriptedApiServer.start();
        api = Api.connect(server.kubeconfig(folder));
        events = new Events(api, store, NOON, OURS);
        store.put(Gateways.gateway("g", "windrose"));
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    private boolean tell(Complaint... complaints) {
        return events.tell(
                List.of(new Wanted(new ObjectKey("Gateway", "apps", "g"), 1, Map.of(), List.of(complaints))));
    }

    @Test
    void aComplaintIsToldOnceAsLongAsItStays() {
        tell(new Complaint("Invalid", "port: 0"));
        tell(new Complaint("Invalid", "port: 0"));
        assertThat(server.calls(POST)).hasSize(1);
        Call call = server.calls(POST).getFirst();
        assertThat(Trees.text("", call.body(), "message")).isEqualTo("port: 0");
        assertThat(Trees.text("", call.body(), "involvedObject", "uid")).isEqualTo("uid-of-g");
        assertThat(Trees.text("", call.body(), "lastTimestamp")).isEqualTo("2026-02-01T12:00:00Z");
        tell();
        tell(new Complaint("Invalid", "port: 0"));
        assertThat(server.calls(POST)).as("it had gone and came back").hasSize(2);
    }

    private static String name(Call call) {
        return Trees.text("", call.body(), "metadata", "name");
    }

    @Test
    void whatCouldNotBeToldIsToldLater() {
        server.answer(POST, Reply.status(503, "starting"));
        assertThat(tell(new Complaint("Invalid", "port: 0"))).isFalse();
        assertThat(tell(new Complaint("Invalid", "port: 0"))).isTrue();
        assertThat(tell(new Complaint("Invalid", "port: 0"))).isTrue();
        assertThat(server.calls(POST)).hasSize(2);
    }

    @Test
    void whoTakesOverRepeatsNothing() {
        tell(new Complaint("Invalid", "port: 0"));
        events = new Events(api, store, NOON, OURS);
        server.answer(POST, Reply.status(409, "already exists"));
        assertThat(tell(new Complaint("Invalid", "port: 0"))).isTrue();
        assertThat(server.calls(POST))
                .extracting(EventsTest::name)
                .hasSize(2)
                .containsOnly(name(server.calls(POST).getFirst()));
        tell();
        tell(new Complaint("Invalid", "port: 0"));
        assertThat(name(server.calls(POST).getLast()))
                .as("it had gone and came back")
                .isNotEqualTo(name(server.calls(POST).getFirst()));
    }

    @Test
    void theServersLimitOfAMessageIsKept() {
        tell(new Complaint("Invalid", "x".repeat(5000)));
        assertThat(Trees.text("", server.calls(POST).getFirst().body(), "message"))
                .hasSize(1024);
    }

    @Test
    void manyAtOnceAreCutOffAndARefusalIsNoFailure() {
        server.answer(POST, Reply.status(403, "forbidden"));
        tell(IntStream.range(0, 70)
                .mapToObj(i -> new Complaint("Invalid", "number " + i))
                .toArray(Complaint[]::new));
        assertThat(server.calls(POST)).hasSize(50);
    }
}
