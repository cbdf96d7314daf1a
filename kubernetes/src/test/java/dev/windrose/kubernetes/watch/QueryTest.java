package dev.windrose.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Resource;
import org.junit.jupiter.api.Test;

class QueryTest {
    private static final Query SECRETS = Query.all(new Resource("Secret", "v1", "secrets", true));

    @Test
    void pathsNarrowToNamespaceNameAndLabels() {
        assertThat(SECRETS.path("limit=5")).isEqualTo("/api/v1/secrets?limit=5");
        assertThat(SECRETS.in("apps").named("tls").path("watch=1"))
                .isEqualTo("/api/v1/namespaces/apps/secrets?watch=1&fieldSelector=metadata.name%3Dtls");
        Query routes = Query.all(new Resource("HTTPRoute", "gateway.networking.k8s.io/v1", "httproutes", true));
        assertThat(routes.labelled("edge in (a,b)").path("limit=5"))
                .isEqualTo("/apis/gateway.networking.k8s.io/v1/httproutes?limit=5&labelSelector=edge+in+%28a%2Cb%29");
    }

    @Test
    void aQueryCoversWhatItAsksFor() {
        Query one = SECRETS.in("apps").named("tls");
        assertThat(one.covers(new ObjectKey("Secret", "apps", "tls"))).isTrue();
        assertThat(one.covers(new ObjectKey("Secret", "apps", "other"))).isFalse();
        assertThat(one.covers(new ObjectKey("Secret", "far", "tls"))).isFalse();
        assertThat(SECRETS.covers(new ObjectKey("ConfigMap", "apps", "tls"))).isFalse();
    }
}
