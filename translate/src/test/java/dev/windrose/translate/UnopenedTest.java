package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.model.ListenerId;
import dev.windrose.translate.Unopened.Cause;
import dev.windrose.translate.Unopened.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnopenedTest {
    private static final Documents DOCUMENTS = DocumentReader.read("in.yaml", """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: g}
            spec:
              gatewayClassName: windrose
              allowedListeners: {namespaces: {from: Same}}
              listeners:
                - {name: one, port: 8080, protocol: HTTP, hostname: one.example}
                - {name: two, port: 8080, protocol: HTTP, hostname: two.example}
                - {name: dns, port: 8080, protocol: UDP}
                - {name: bad, port: 8081, protocol: XYZ}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: ListenerSet
            metadata: {name: s}
            spec:
              parentRef: {name: g}
              listeners: [{name: more, port: 9090, protocol: HTTP}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: other}
            spec:
              gatewayClassName: windrose
              addresses: [{type: IPAddress, value: 192.0.2.1}]
              listeners:
                - {name: a, port: 8080, protocol: HTTP}
                - {name: b, port: 8081, protocol: HTTP}
            """);
    private final Translation translation =
            Translator.translate(DOCUMENTS, Addresses.OF_THE_MACHINE, Instant.parse("2027-01-01T00:00:00Z"));

    private List<String> programmed(Failure... failures) {
        List<String> lines = new ArrayList<>();
        List<DocumentStatus> corrected = Unopened.correct(
                translation.statuses(), DOCUMENTS, Addresses.OF_THE_MACHINE, translation.model(), List.of(failures));
        for (DocumentStatus status : corrected) {
            lines.add(status.metadata().name() + " " + programmed(status.conditions()));
            status.listeners().forEach(each -> lines.add(each.name() + " " + programmed(each.conditions())));
        }
        return lines;
    }

    private static String programmed(List<Condition> conditions) {
        Condition found = conditions.stream()
                .filter(each -> each.type().equals("Programmed"))
                .findFirst()
                .orElseThrow();
        return found.holds() + " " + found.reason();
    }

    private static Failure failure(String listener, Cause cause) {
        return new Failure(new ListenerId(listener), cause, "why");
    }

    @Test
    void withoutFailuresStatusesAreTheSame() {
        assertThat(Unopened.correct(
                        translation.statuses(), DOCUMENTS, Addresses.OF_THE_MACHINE, translation.model(), List.of()))
                .isSameAs(translation.statuses());
    }

    @Test
    void allListenersOfAPortThatIsTakenSaySoAndOthersDoNot() {
        assertThat(programmed(failure("0.0.0.0:8080", Cause.PORT)))
                .contains(
                        "one false PortUnavailable",
                        "two false PortUnavailable",
                        "dns true Programmed",
                        "bad false Invalid",
                        "more true Programmed",
                        "g true Programmed",
                        "s true Programmed",
                        "a true Programmed");
    }

    @Test
    void aGatewayOfWhichNoListenerRunsIsNotProgrammed() {
        assertThat(programmed(
                        failure("0.0.0.0:8080", Cause.PORT),
                        failure("udp:0.0.0.0:8080", Cause.PORT),
                        failure("0.0.0.0:9090", Cause.PORT)))
                .contains("g false NoResources", "s false PortUnavailable", "dns false PortUnavailable")
                .contains("other true Programmed");
    }

    @Test
    void aListenerOfASetKeepsItsGatewayProgrammed() {
        assertThat(programmed(failure("0.0.0.0:8080", Cause.PORT), failure("udp:0.0.0.0:8080", Cause.PORT)))
                .contains("g true Programmed", "s true Programmed", "more true Programmed");
    }

    @Test
    void anAddressThatIsMissingIsTheGateways() {
        assertThat(programmed(failure("192.0.2.1:8080", Cause.ADDRESS)))
                .contains("other false AddressNotUsable", "a false Pending", "b true Programmed", "g true Programmed");
    }

    @Test
    void settingsThatCannotBeUsedAreInvalid() {
        assertThat(programmed(failure("192.0.2.1:8080", Cause.SETTINGS), failure("192.0.2.1:8081", Cause.SETTINGS)))
                .contains("other false Invalid", "a false Invalid", "b false Invalid");
    }
}
