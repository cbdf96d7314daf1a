package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The manifest of the account has each kind that is read, by its name. */
class AccountTest {
    private static final Set<String> WITHOUT_STATUS = Set.of(
            "ReferenceGrant", "GatewayParameters", "Service", "Secret", "ConfigMap", "Namespace", "EndpointSlice");

    private static <T> T manifest(String kind, Class<T> type) throws IOException {
        for (String part : Files.readString(Path.of("manifests/rbac.yaml")).split("\n---\n")) {
            if (part.contains("kind: " + kind + "\n")) {
                return Serialization.unmarshal(part, type);
            }
        }
        throw new AssertionError("no " + kind);
    }

    private static List<String> allowed(List<PolicyRule> rules, String verb) {
        List<String> allowed = new ArrayList<>();
        for (PolicyRule rule : rules) {
            if (rule.getVerbs().contains(verb)) {
                for (String group : rule.getApiGroups()) {
                    rule.getResources().forEach(each -> allowed.add(group + "/" + each));
                }
            }
        }
        return allowed;
    }

    private static String group(String version) {
        return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    }

    private static String plural(String kind) {
        String word = kind.toLowerCase(Locale.ROOT);
        if (word.endsWith("parameters")) {
            return word;
        }
        if (word.endsWith("cy")) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        return word + (word.endsWith("s") || word.endsWith("sh") ? "es" : "s");
    }

    @Test
    void eachKindThatIsReadMayBeFollowedAndNoOther() throws IOException {
        List<String> kinds = new ArrayList<>(List.of("apiextensions.k8s.io/customresourcedefinitions"));
        DocumentReader.kinds().forEach((kind, versions) -> kinds.add(group(versions.getFirst()) + "/" + plural(kind)));
        List<PolicyRule> rules = manifest("ClusterRole", ClusterRole.class).getRules();
        assertThat(allowed(rules, "list")).containsExactlyInAnyOrderElementsOf(kinds);
        assertThat(allowed(rules, "watch")).containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void eachStatusThatIsWrittenMayBe() throws IOException {
        List<String> written = new ArrayList<>(List.of("/services", "discovery.k8s.io/endpointslices"));
        DocumentReader.kinds().forEach((kind, versions) -> {
            if (!WITHOUT_STATUS.contains(kind)) {
                written.add(group(versions.getFirst()) + "/" + plural(kind) + "/status");
            }
        });
        List<PolicyRule> rules = manifest("ClusterRole", ClusterRole.class).getRules();
        assertThat(allowed(rules, "patch")).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void nothingIsAllowedForAllOfAGroup() throws IOException {
        List<PolicyRule> rules =
                new ArrayList<>(manifest("ClusterRole", ClusterRole.class).getRules());
        List<PolicyRule> leases = manifest("Role", Role.class).getRules();
        rules.addAll(leases);
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.getVerbs()).doesNotContain("*");
            assertThat(rule.getResources()).noneMatch(each -> each.contains("*"));
        });
        assertThat(leases)
                .filteredOn(rule -> !rule.getVerbs().equals(List.of("create")))
                .allSatisfy(rule -> assertThat(rule.getResourceNames()).containsExactly("windrose-controller"));
    }
}
