package dev.windrose.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who tells of a mistake that several find. */
class ServerRefusalsTest {
    private final ServerRefusals refusals = new ServerRefusals();

    private List<Problem> beyond(String rules) {
        Documents documents = DocumentReader.read("r.yaml", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  rules:
                %s""".formatted(rules.indent(4)), refusals);
        return refusals.beyond(documents.problems());
    }

    @Test
    void whatTheReaderTellsOfAValueIsNotToldAgain() {
        assertThat(beyond("- matches: [{method: get}]")).isEmpty();
        assertThat(refusals.isRefused(new Position("r.yaml", 1, 1))).isTrue();
    }

    @Test
    void aRuleAboutSomethingInWhichTheReaderFindsAMistakeIsNotTold() {
        assertThat(beyond("""
                - name: a
                  timeouts: {request: soon}
                - name: a
                """)).isEmpty();
    }

    @Test
    void whatTheReaderFindsElsewhereHidesNothing() {
        assertThat(beyond("""
                - timeouts: {request: soon}
                - backendRefs: [{name: b}]
                """))
                .extracting(Problem::message)
                .containsExactly("spec.rules[1].backendRefs[0]: Invalid value: Must have port for Service reference");
    }

    @Test
    void whatTheTranslationFindsInSomethingRefusedIsMoot() {
        assertThat(beyond("""
                - backendRefs: [{name: b}]
                - backendRefs: [{name: c, port: 80}]
                """)).hasSize(1);
        assertThat(refusals.isMoot(Problem.error(new Position("r.yaml", 6, 21), "invalid-backend", "no such Service")))
                .isTrue();
        assertThat(refusals.isMoot(Problem.error(new Position("r.yaml", 6, 7), "incompatible-filters", "not both")))
                .isTrue();
        assertThat(refusals.isMoot(Problem.error(new Position("r.yaml", 7, 21), "invalid-backend", "no such Service")))
                .isFalse();
        assertThat(refusals.isMoot(Problem.error(new Position("r.yaml", 1, 1), "duplicate-document", "twice")))
                .isFalse();
    }

    @Test
    void rulesAreAskedAboutWhatHasNoWrongTypes() {
        assertThat(beyond("""
                - backendRefs: [{name: b}]
                  filters: text
                """)).extracting(Problem::code).containsExactly("broken-rule");
    }
}
