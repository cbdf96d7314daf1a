package dev.windrose.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Fields that a client may fill with anything: of what it says, a known part stays or nothing. {@code -Dfuzz.seed} makes another run. */
class ForwardedFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    /** W3C Trace Context §3.2.2, and §4.3 for versions to come. */
    private static final Pattern CONTINUED = Pattern.compile(
            "(?!ff)([0-9a-f]{2})-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}((?<!^00.{53})-.*)?",
            Pattern.DOTALL);

    private static final Pattern BEGUN = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    private static final String[] ELEMENTS = {
        "for=192.0.2.1",
        "for=\"[2001:db8::1]:80\";proto=https;by=_x",
        "for=unknown, for=\"a\\\"b\"",
        "",
        ",",
        ";;=\"",
        "\u00e4"
    };
    private static final String OURS = "for=192.0.2.9;proto=http";

    private final long seed = Long.getLong("fuzz.seed", 20_267);
    private final Random random = new Random(seed);

    @Test
    void aTraceIsContinuedWhereItIsWellFormedAndBegunElsewhere() {
        int continued = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String sent = mutated(PARENT);
            Headers headers = new Headers();
            headers.add(HeaderName.TRACEPARENT, sent);
            headers.add(HeaderName.TRACESTATE, "a=b");
            boolean twice = random.nextInt(10) == 0;
            if (twice) {
                headers.add(HeaderName.TRACEPARENT, PARENT);
            }
            RequestId.assign(headers, random.nextBoolean());
            String told = "seed " + seed + ", round " + round + ": " + sent;
            if (!twice && CONTINUED.matcher(sent).matches()) {
                continued++;
                assertThat(headers.joined(HeaderName.TRACEPARENT)).as(told).isEqualTo(sent);
                assertThat(headers.joined(HeaderName.TRACESTATE)).as(told).isEqualTo("a=b");
            } else {
                assertThat(headers.joined(HeaderName.TRACEPARENT)).as(told).matches(BEGUN);
                assertThat(headers.contains(HeaderName.TRACESTATE)).as(told).isFalse();
            }
        }
        assertThat(continued).isBetween(ROUNDS / 100, ROUNDS * 9 / 10);
    }

    @Test
    void whatATrustedPeerForwardsIsContinuedAndWhatOthersSayIsDropped() {
        for (int round = 0; round < ROUNDS; round++) {
            boolean trusted = random.nextBoolean();
            boolean wanted = random.nextBoolean();
            String authority = List.of("api.test", "api.test:8080", "[::1]:1", "a\"b", "a\\b", "")
                    .get(random.nextInt(6));
            RequestHead request = new RequestHead();
            request.scheme("http");
            request.authority(authority);
            List<String> sent = new ArrayList<>();
            for (int n = random.nextInt(3); n > 0; n--) {
                sent.add(mutated(ELEMENTS[random.nextInt(ELEMENTS.length)]));
                request.headers().add(HeaderName.FORWARDED, sent.getLast());
            }
            ForwardingHeaders.prepareRequest(request, new AnyPeer(trusted, wanted));

            String expected = expected(trusted, wanted, authority, sent);
            assertThat(request.headers().joined(HeaderName.FORWARDED))
                    .as("seed %d, round %d: %s", seed, round, sent)
                    .isEqualTo(expected);
            assertThat(count(request.headers(), HeaderName.FORWARDED)).isEqualTo(expected == null ? 0 : 1);
        }
    }

    private static @Nullable String expected(boolean trusted, boolean wanted, String authority, List<String> sent) {
        // What cannot stand in quotes is left out.
        boolean plain = !authority.contains("\"") && !authority.contains("\\");
        String own = OURS + (plain ? ";host=\"" + authority + "\"" : "");
        if (trusted && !sent.isEmpty()) {
            return String.join(", ", sent) + ", " + own;
        }
        return wanted ? own : null;
    }

    private static int count(Headers headers, HeaderName name) {
        int count = 0;
        for (int slot = headers.find(name); slot >= 0; slot = headers.findFrom(name, slot + 1)) {
            count++;
        }
        return count;
    }

    private String mutated(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int n = random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(changed.length() + 1);
            int to = Math.min(changed.length(), at + 1);
            switch (random.nextInt(6)) {
                case 0 -> changed.delete(at, to);
                case 1 -> changed.replace(at, to, "0");
                case 2 -> changed.replace(at, to, String.valueOf((char) (' ' + random.nextInt(95))));
                case 3 -> changed.insert(at, changed.substring(at, to));
                case 4 ->
                    changed.replace(
                            0,
                            Math.min(2, changed.length()),
                            List.of("ff", "01", "cc", "0F").get(random.nextInt(4)));
                default -> changed.append(List.of("-", "-01", "x", "-\u00ff").get(random.nextInt(4)));
            }
        }
        return changed.toString();
    }

    private record AnyPeer(boolean isTrusted, boolean wantsForwarded) implements Peer {
        private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

        @Override
        public InetSocketAddress remoteAddress() {
            return ADDRESS;
        }

        @Override
        public InetSocketAddress localAddress() {
            return ADDRESS;
        }

        @Override
        public byte[] forwardedElement() {
            return OURS.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String serverName() {
            return null;
        }

        @Override
        public @Nullable String spiffeId() {
            return null;
        }
    }
}
