package dev.windrose.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.model.ClusterId;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec.Deny;
import dev.windrose.model.FilterSpec.Mirror;
import org.junit.jupiter.api.Test;

class MirrorAndDenyTest {
    private static final Destination COPY = new Destination.To(new ClusterId("copy"));
    private static final int REQUESTS = 20_000;

    @Test
    void everyRequestIsMirroredOrNone() {
        assertThat(mirrored(1, 1)).isEqualTo(REQUESTS);
        assertThat(mirrored(0, 100)).isZero();
    }

    @Test
    void aShareOfTheRequestsIsMirrored() {
        // Ten standard deviations of the binomial distribution on either side.
        assertThat(mirrored(20, 100)).isBetween(3_400, 4_600);
    }

    @Test
    void denyAnswersAndKeepsTheReasonToItself() {
        LocalReply reply = Made.reply(
                Made.filter(new Deny(500, "secret-team/filter not found")), new FakeExchange("GET", "http://a/", 80));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.detail()).doesNotContain("secret-team");
        assertThatThrownBy(() -> Made.filter(new Deny(200, ""))).hasMessageStartingWith("status: 200");
    }

    private static int mirrored(int numerator, int denominator) {
        Filter filter = Made.filter(new Mirror(COPY, numerator, denominator));
        FakeExchange exchange = new FakeExchange("GET", "http://a/", 80);
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(filter.onRequest(exchange)).isEqualTo(Decision.CONTINUE);
        }
        return exchange.mirrored.size();
    }
}
