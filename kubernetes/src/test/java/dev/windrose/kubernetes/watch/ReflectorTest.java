package dev.windrose.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ManualPace;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.api.ScriptedApiServer;
import dev.windrose.kubernetes.api.ScriptedApiServer.Reply;
import dev.windrose.kubernetes.api.ScriptedApiServer.Stream;
import dev.windrose.kubernetes.api.Trees;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReflectorTest {
    private static final Resource ROUTE = new Resource("HTTPRoute", "gateway.networking.k8s.io/v1", "httproutes", true);
    private static final String ROUTES = "/apis/gateway.networking.k8s.io/v1/httproutes";
    private static final String LIST = "GET " + ROUTES;
    private static final Duration FIRST_AT_MOST = Duration.ofMillis(375);

    private final ManualPace pace = new ManualPace();
    private final Seen seen = new Seen();
    private ScriptedApiServer server;
    private Api api;
    private @Nullable Reflector reflector;

    /** What a reflector tells, in words. */
    private static final class Seen implements Sink {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void replace(List<Map<String, Object>> objects, String cluster) {
            all.add("all of " + cluster + ": "
                    + String.join(" ", objects.stream().map(Seen::name).toList()));
        }

        @Override
        public void put(Map<String, Object> object) {
            all.add("put " + name(object));
        }

        @Override
        public void remove(Map<String, Object> object) {
            all.add("remove " + name(object));
        }

        private static String name(Map<String, Object> object) {
            return Trees.text("", object, "metadata", "name");
        }

        private String next() throws InterruptedException {
            return String.valueOf(all.poll(20, TimeUnit.SECONDS));
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = ScriptedApiServer.start();
        api = Api.connect(server.kubeconfig(folder));
        server.hold("/apis/gateway.networking.k8s.io/v1/namespaces/apps/httproutes/a", route("a", "1"));
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(reflector).close();
        api.close();
        server.close();
    }

    private void follow() {
        reflector = Reflector.start(api, Query.all(ROUTE), seen, () -> {}, pace);
    }

    private static Map<String, Object> route(String name, String version) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("namespace", "apps");
        metadata.put("resourceVersion", version);
        return new LinkedHashMap<>(Map.of("metadata", metadata));
    }

    private List<Duration> endedAtOnce(int times) throws Exception {
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            server.watch(ROUTES).end();
            pauses.add(pace.skipPause());
        }
        return pauses;
    }

    @Test
    void aStreamThatEndsIsResumedAtTheLastVersionSeenBookmarksIncluded() throws Exception {
        follow();
        assertThat(seen.next()).isEqualTo("all of one: a");
        Stream first = server.watch(ROUTES);
        assertThat(first.parameter("resourceVersion")).isEqualTo("101");
        first.send("ADDED", route("b", "150"));
        first.send("DELETED", route("a", "160"));
        first.bookmark("200");
        first.end();
        assertThat(server.watch(ROUTES).parameter("resourceVersion")).isEqualTo("200");
        assertThat(seen.next()).isEqualTo("put b");
        assertThat(seen.next()).isEqualTo("remove a");
        assertThat(server.calls(LIST)).hasSize(1);
    }

    @Test
    void aStreamThatIsCutIsResumedToo() throws Exception {
        follow();
        Stream first = server.watch(ROUTES);
        first.send("MODIFIED", route("a", "150"));
        assertThat(seen.next()).isEqualTo("all of one: a");
        assertThat(seen.next()).isEqualTo("put a");
        first.cut();
        assertThat(pace.skipPause()).isLessThanOrEqualTo(FIRST_AT_MOST);
        assertThat(server.watch(ROUTES).parameter("resourceVersion")).isEqualTo("150");
        assertThat(server.calls(LIST)).hasSize(1);
    }

    @Test
    void aVersionThatTheServerNoLongerHasLeadsToAnotherList() throws Exception {
        follow();
        assertThat(seen.next()).isEqualTo("all of one: a");
        Stream first = server.watch(ROUTES);
        server.hold("/apis/gateway.networking.k8s.io/v1/namespaces/apps/httproutes/b", route("b", "1"));
        first.send("ERROR", Map.of("kind", "Status", "code", 410, "message", "too old resource version"));
        first.end();
        pace.skipPause();
        assertThat(seen.next()).isEqualTo("all of one: a b");
        assertThat(server.watch(ROUTES).parameter("resourceVersion")).isEqualTo("102");
    }

    @Test
    void versionsOfAnotherClusterAreNotResumed() throws Exception {
        follow();
        assertThat(seen.next()).isEqualTo("all of one: a");
        Stream first = server.watch(ROUTES);
        server.become("two");
        first.bookmark("200");
        first.end();
        pace.skipPause();
        assertThat(seen.next()).isEqualTo("all of two: a");
    }

    @Test
    void aServerThatEndsEveryWatchAtOnceIsAskedEverMoreSlowly() throws Exception {
        follow();
        List<Duration> pauses = endedAtOnce(6);
        assertThat(pauses.getFirst()).isLessThanOrEqualTo(FIRST_AT_MOST);
        assertThat(pauses.getLast()).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        server.watch(ROUTES);
        assertThat(server.calls("WATCH " + ROUTES)).hasSize(7);
        assertThat(server.calls(LIST)).hasSize(1);
    }

    @Test
    void bookmarksAloneAreNoReasonToAskAgainAtOnce() throws Exception {
        follow();
        for (int i = 0; i < 3; i++) {
            Stream stream = server.watch(ROUTES);
            stream.bookmark("200");
            stream.end();
            pace.skipPause();
        }
        server.watch(ROUTES);
        assertThat(server.calls("WATCH " + ROUTES)).hasSize(4);
    }

    @Test
    void aServerThatHasNotTheVersionOfItsOwnListIsAskedEverMoreSlowly() throws Exception {
        Reply gone = Reply.status(410, "too old resource version");
        server.answer("WATCH " + ROUTES, gone, gone, gone, gone, gone, gone);
        follow();
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pauses.add(pace.skipPause());
        }
        assertThat(pauses.getLast()).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        server.watch(ROUTES);
        assertThat(server.calls(LIST)).hasSize(7);
    }

    @Test
    void aStreamThatLastedEndsTheWaits() throws Exception {
        follow();
        endedAtOnce(6);
        Stream lasting = server.watch(ROUTES);
        pace.advance(Duration.ofMinutes(2));
        lasting.end();
        server.watch(ROUTES).end();
        assertThat(pace.skipPause()).isLessThanOrEqualTo(FIRST_AT_MOST);
    }

    @Test
    void theServerSaysHowLongItWantsToBeLeftAlone() throws Exception {
        server.answer(LIST, Reply.status(429, "too many requests").with("Retry-After", "7"));
        follow();
        assertThat(pace.skipPause()).isEqualTo(Duration.ofSeconds(7));
        assertThat(seen.next()).isEqualTo("all of one: a");
    }
}
