package dev.windrose.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.windrose.kubernetes.api.ScriptedApiServer.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiTest {
    private static final String ROUTES = "/apis/gateway.networking.k8s.io/v1/httproutes";

    @TempDir
    private Path folder;

    @Test
    void aServerBelowAPathIsAskedBelowThatPath() throws Exception {
        try (ScriptedApiServer server = ScriptedApiServer.below("/k8s/clusters/c-1");
                Api api = Api.connect(server.kubeconfig(folder))) {
            api.get(ROUTES + "?limit=500");
            api.send("PATCH", ROUTES + "/a", "application/merge-patch+json", Map.of("a", 1));
            assertThat(server.calls("GET " + ROUTES)).hasSize(1);
            assertThat(server.calls("PATCH " + ROUTES + "/a")).hasSize(1);
        }
    }

    @Test
    void whatTheServerSaysOfAFailureIsKnown() throws Exception {
        try (ScriptedApiServer server = ScriptedApiServer.start();
                Api api = Api.connect(server.kubeconfig(folder))) {
            server.answer(
                    "GET " + ROUTES,
                    Reply.status(429, "too many requests").with("Retry-After", "7"),
                    Reply.status(429, "too many requests").with("Retry-After", "86400"));
            ApiFailure busy = catchThrowableOfType(ApiFailure.class, () -> api.get(ROUTES));
            assertThat(busy).hasMessage("API server: 429 too many requests");
            assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(7));
            ApiFailure day = catchThrowableOfType(ApiFailure.class, () -> api.get(ROUTES));
            assertThat(day.retryAfter()).isEqualTo(Duration.ofSeconds(30));
        }
    }

    @Test
    void whatMayPassIsToldFromWhatStays() {
        assertThat(List.of(401, 408, 409, 429, 500, 503, 504))
                .allMatch(status -> new ApiFailure(status, "").isPassing());
        assertThat(List.of(400, 403, 404, 405, 410, 422)).noneMatch(status -> new ApiFailure(status, "").isPassing());
    }
}
