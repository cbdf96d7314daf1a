package dev.windrose.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.Kinds;
import dev.windrose.documents.yaml.Problem;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader suggests in the place of something missing is all that an API server asks for. */
class SuggestionsTest {
    private static final Pattern SUGGESTION = Pattern.compile(": missing \\(expected: (.+)\\)$");

    private static String suggestion(String document) {
        List<Problem> problems = DocumentReader.read("d.yaml", document).problems();
        assertThat(problems).as(document).hasSize(1);
        return SUGGESTION
                .matcher(problems.getFirst().message())
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static List<Problem> problems(String document) {
        ServerRefusals refusals = new ServerRefusals();
        Documents documents = DocumentReader.read("d.yaml", document, refusals);
        assertThat(documents.problems()).as(document).isEmpty();
        return refusals.beyond(documents.problems());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, HERE",
                "apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, spec: {gatewayClassName: windrose, HERE}",
                "apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, HERE",
                "apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet, spec: {parentRef: {name: a}, HERE}",
                "apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XMesh, HERE",
                "apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XBackend, spec: {type: ExternalHostname, port: {port: 1}, HERE}",
                "apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XBackend, "
                        + "spec: {type: ExternalHostname, externalHostname: {hostname: a.example}, HERE}",
                "apiVersion: windrose.dev/v1alpha1, kind: Backend, HERE",
                "apiVersion: windrose.dev/v1alpha1, kind: Backend, spec: {protocol: http, HERE}",
                "apiVersion: windrose.dev/v1alpha1, kind: GatewayParameters, HERE"
            })
    void whatIsSuggestedIsAcceptedAsItStands(String members) {
        String document = "{metadata: {name: a}, " + members + "}";
        String suggested = suggestion(document.replace(", HERE", ""));
        assertThat(problems(document.replace("HERE", suggested))).isEmpty();
    }

    @Test
    void aSpecificationThatIsMissingIsSuggestedWithAllThatItMustHave() {
        CustomResources resources = new CustomResources();
        Kinds.all().forEach((kind, known) -> {
            for (String version : known.versions()) {
                Shape shape = resources.shape(kind, version);
                Shape spec = shape == null ? null : shape.properties().get("spec");
                if (spec != null) {
                    String document = "{apiVersion: " + version + ", kind: " + kind + ", metadata: {name: a}}";
                    String suggested = suggestion(document);
                    assertThat(spec.required()).as(document).allMatch(suggested::contains);
                }
            }
        });
    }
}
