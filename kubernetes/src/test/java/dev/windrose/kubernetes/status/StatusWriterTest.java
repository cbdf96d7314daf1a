package dev.windrose.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ManualPace;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.api.ScriptedApiServer;
import dev.windrose.kubernetes.api.ScriptedApiServer.Call;
import dev.windrose.kubernetes.api.ScriptedApiServer.Reply;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.watch.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StatusWriterTest {
    private static final String OURS = "windrose.dev/gateway-controller";
    private static final Resource ROUTE = new Resource("HTTPRoute", "gateway.networking.k8s.io/v1", "httproutes", true);
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-02-01T12:00:00Z"));

    private final ManualPace pace = new ManualPace();
    private final Store store = new Store(OURS);
    private ScriptedApiServer server;
    private Api api;
    private StatusWriter writer;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = ScriptedApiServer.start();
        api = Api.connect(server.kubeconfig(folder));
        writer = new StatusWriter(api, store, _ -> ROUTE, OURS, NOON, pace);
    }

    @AfterEach
    void stop() {
        writer.close();
        api.close();
        server.close();
    }

    private static String path(String name) {
        return "/apis/gateway.networking.k8s.io/v1/namespaces/apps/httproutes/" + name;
    }

    private static String patch(String name) {
        return "PATCH " + path(name) + "/status";
    }

    private static Map<String, Object> parent(String controller) {
        return Map.of("parentRef", Map.of("name", "g"), "controllerName", controller, "conditions", List.of());
    }

    /** The route with entries of some controllers, known here and held by the server. */
    private Map<String, Object> route(String name, String... controllers) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("namespace", "apps");
        metadata.put("uid", "uid-of-" + name);
        metadata.put("generation", 1);
        Map<String, Object> route = new LinkedHashMap<>();
        route.put("apiVersion", "gateway.networking.k8s.io/v1");
        route.put("kind", "HTTPRoute");
        route.put("metadata", metadata);
        route.put("spec", Map.of());
        route.put(
                "status",
                Map.of(
                        "parents",
                        List.of(controllers).stream()
                                .map(StatusWriterTest::parent)
                                .toList()));
        Map<String, Object> held = server.hold(path(name), route);
        store.put(held);
        return held;
    }

    private static Wanted wanted(String name) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        accepted.put("type", "Accepted");
        accepted.put("status", "True");
        accepted.put("reason", "Accepted");
        accepted.put("message", "");
        Map<String, Object> parent = Map.of("parentRef", Map.of("name", "g"), "conditions", List.of(accepted));
        return new Wanted(new ObjectKey("HTTPRoute", "apps", name), 1, Map.of("parents", List.of(parent)), List.of());
    }

    private static List<String> controllers(Call call) {
        return Trees.maps(call.body(), "status", "parents").stream()
                .map(each -> Trees.text("", each, "controllerName"))
                .toList();
    }

    @Test
    void aNewerObjectIsReadAndWrittenInItsPlace() throws Exception {
        String old = Trees.text("", route("a"), "metadata", "resourceVersion");
        Map<String, Object> newer = new LinkedHashMap<>(route("a", "other"));
        store.put(with(newer, old));
        server.answer(patch("a"), Reply.status(409, "modified"));
        writer.lead(true);
        writer.want(List.of(wanted("a")));
        List<Call> calls = server.await(patch("a"), 2);
        assertThat(Trees.text(calls.getFirst().body(), "metadata", "resourceVersion"))
                .isEqualTo(old);
        assertThat(controllers(calls.getFirst())).containsExactly(OURS);
        assertThat(Trees.text(calls.get(1).body(), "metadata", "resourceVersion"))
                .isEqualTo(Trees.text(newer, "metadata", "resourceVersion"));
        assertThat(controllers(calls.get(1))).containsExactly("other", OURS);
    }

    private static Map<String, Object> with(Map<String, Object> object, String version) {
        Map<String, Object> metadata = new LinkedHashMap<>(Trees.map(object, "metadata"));
        metadata.put("resourceVersion", version);
        Map<String, Object> older = new LinkedHashMap<>(object);
        older.put("metadata", metadata);
        older.put("status", Map.of());
        return older;
    }

    @Test
    void onlyEntriesOfOursAreTakenAway() throws Exception {
        route("left", "other", OURS);
        route("foreign", "other");
        writer.lead(true);
        writer.want(List.of());
        assertThat(controllers(server.await(patch("left"), 1).getFirst())).containsExactly("other");
        writer.recheck(new ObjectKey("HTTPRoute", "apps", "foreign"));
        writer.recheck(new ObjectKey("HTTPRoute", "apps", "left"));
        server.await(patch("left"), 2);
        assertThat(server.calls(patch("foreign"))).isEmpty();
    }

    @Test
    void aServerThatIsTooBusyIsAskedAgainWhenItWants() throws Exception {
        route("a");
        server.answer(patch("a"), Reply.status(429, "too many requests").with("Retry-After", "7"));
        writer.lead(true);
        writer.want(List.of(wanted("a")));
        assertThat(pace.awaitPause()).isEqualTo(Duration.ofSeconds(7));
        assertThat(server.calls(patch("a"))).hasSize(1);
        pace.advance(Duration.ofSeconds(7));
        server.await(patch("a"), 2);
    }

    @Test
    void credentialsThatHaveExpiredAreNoRefusal() throws Exception {
        route("a");
        server.answer(patch("a"), Reply.status(401, "expired"), Reply.status(401, "expired"));
        writer.lead(true);
        writer.want(List.of(wanted("a")));
        pace.skipPause();
        int before = server.calls(patch("a")).size();
        server.await(patch("a"), Math.max(2, before));
    }

    @Test
    void whatWasRefusedIsTriedAgainWhenThatIsAsked() throws Exception {
        route("a");
        server.answer(patch("a"), Reply.status(403, "forbidden"));
        writer.lead(true);
        writer.want(List.of(wanted("a")));
        server.await(patch("a"), 1);
        while (server.calls(patch("a")).size() < 2) {
            writer.again();
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsRefusedIsNotTriedAgainByItself() throws Exception {
        route("a");
        route("b");
        server.answer(patch("a"), Reply.status(403, "forbidden"));
        writer.lead(true);
        writer.want(List.of(wanted("a")));
        server.await(patch("a"), 1);
        writer.want(List.of(wanted("b")));
        server.await(patch("b"), 1);
        assertThat(server.calls(patch("a"))).hasSize(1);
        writer.want(List.of(wanted("a"), wanted("b")));
        server.await(patch("a"), 2);
        assertThat(pace.pausing()).isZero();
    }

    @Test
    void whatIsWantedDifferentlySeveralTimesIsWrittenOnce() throws Exception {
        route("a");
        route("b");
        writer.want(List.of());
        writer.want(List.of(wanted("a")));
        Wanted last = new Wanted(
                wanted("a").key(),
                1,
                Map.of("parents", List.of(Map.of("parentRef", Map.of("name", "last"), "conditions", List.of()))),
                List.of());
        writer.want(List.of(last, wanted("b")));
        writer.lead(true);
        Call written = server.await(patch("a"), 1).getFirst();
        server.await(patch("b"), 1);
        while (writer.open() > 0) {
            Thread.onSpinWait();
        }
        assertThat(written.body().toString()).contains("name=last");
        assertThat(server.calls(patch("a"))).hasSize(1);
    }

    @Test
    void entriesForWhichThereIsNoRoomAreToldOf() throws Exception {
        String[] others = new String[32];
        Arrays.fill(others, "other");
        route("full", others);
        route("b");
        writer.lead(true);
        writer.want(List.of(wanted("full"), wanted("b")));
        server.await(patch("b"), 1);
        while (writer.open() > 0) {
            Thread.onSpinWait();
        }
        assertThat(writer.shortened()).containsExactly(wanted("full").key());
        assertThat(server.calls(patch("full"))).isEmpty();
    }

    @Test
    void whatWasFoundAsItIsWantedIsNotComparedAgainBeforeOneOfBothDiffers() throws Exception {
        Map<String, Object> a = route("a");
        route("b");
        Wanted same = wanted("a");
        writer.lead(true);
        writer.want(List.of(same));
        Map<String, Object> written = new LinkedHashMap<>(a);
        written.put("status", server.await(patch("a"), 1).getFirst().body().get("status"));
        store.put(server.hold(path("a"), written));
        writer.recheck(same.key());
        while (writer.open() > 0) {
            Thread.onSpinWait();
        }
        writer.lead(false);
        writer.want(List.of(same));
        assertThat(writer.open()).isZero();
        writer.want(List.of(same, wanted("b")));
        assertThat(writer.open()).as("what is new").isEqualTo(1);
        store.put(server.hold(path("a"), written));
        writer.want(List.of(same, wanted("b")));
        assertThat(writer.open()).as("an object that somebody wrote").isEqualTo(2);
    }

    @Test
    void whoNoLongerLeadsWritesNothing() throws Exception {
        route("a");
        route("b");
        server.answer(patch("a"), Reply.status(503, "starting"));
        writer.lead(true);
        writer.want(List.of(wanted("a")));
        pace.awaitPause();
        writer.lead(false);
        pace.advance(Duration.ofSeconds(1));
        writer.want(List.of(wanted("a")));
        for (int i = 0; i < 20; i++) {
            // As long as this takes, a writer that does not wait for the lease has written.
            api.get(path("a"));
        }
        assertThat(server.calls(patch("a"))).hasSize(1);
        writer.lead(true);
        server.await(patch("a"), 2);
        writer.want(List.of(wanted("b")));
        server.await(patch("b"), 1);
        assertThat(server.calls(patch("a"))).hasSize(2);
    }

    @Test
    void anObjectThatIsNewerThanItsTranslationIsLeftForTheNext() throws Exception {
        Map<String, Object> a = route("a");
        Map<String, Object> metadata = new LinkedHashMap<>(Trees.map(a, "metadata"));
        metadata.put("generation", 2);
        a.put("metadata", metadata);
        store.put(a);
        route("b");
        writer.lead(true);
        writer.want(List.of(wanted("a")));
        writer.want(List.of(wanted("a"), wanted("b")));
        server.await(patch("b"), 1);
        assertThat(server.calls(patch("a"))).isEmpty();
    }
}
