package dev.windrose.kubernetes.watch;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ApiFailure;
import dev.windrose.kubernetes.api.Trees;
import java.io.IOException;

/** Which cluster answers: the uid of {@code kube-system}, which lives as long as the cluster and is made anew with an empty store. */
final class ClusterIdentity {
    private ClusterIdentity() {}

    /** Empty if it cannot be told. */
    static String of(Api api) throws IOException {
        try {
            return Trees.text("", api.get("/api/v1/namespaces/kube-system"), "metadata", "uid");
        } catch (ApiFailure e) {
            if (e.isAbsent() || e.isRefused()) {
                return "";
            }
            throw e;
        }
    }
}
