package dev.windrose.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens are opaque, and only we can make them. */
class SessionTokensTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_000));
    private static final SessionToken TOKEN = new SessionToken(-5, 7, "[2001:db8::1]:8080", 1_000);

    private final SessionTokens tokens = SessionTokens.from(secret("one"), CLOCK);

    private static byte[] secret(String name) {
        return name.repeat(32).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasSealedIsReadBackAlsoByAnotherProcessWithTheSameSecret() {
        String text = tokens.seal(TOKEN);
        assertThat(text).matches("[A-Za-z0-9_-]{60,120}");
        assertThat(tokens.open(text)).isEqualTo(TOKEN);
        assertThat(SessionTokens.from(secret("one"), CLOCK).open(text)).isEqualTo(TOKEN);
    }

    @Test
    void noTwoTokensAreTheSameText() {
        assertThat(tokens.seal(TOKEN)).isNotEqualTo(tokens.seal(TOKEN));
    }

    @Test
    void anotherSecretOpensNothing() {
        assertThat(SessionTokens.from(secret("two"), CLOCK).open(tokens.seal(TOKEN)))
                .isNull();
        assertThat(SessionTokens.ofProcess().open(tokens.seal(TOKEN))).isNull();
        SessionTokens process = SessionTokens.ofProcess();
        assertThat(SessionTokens.ofProcess().open(process.seal(TOKEN))).isEqualTo(TOKEN);
    }

    @Test
    void oneChangedCharacterSpoilsAToken() {
        String text = tokens.seal(TOKEN);
        for (int i = 0; i < text.length() - 1; i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(tokens.open(text.substring(0, i) + other + text.substring(i + 1)))
                    .as("character %d", i)
                    .isNull();
        }
    }

    @Test
    void whatIsNoTokenIsNoSession() {
        for (String text :
                new String[] {"", "a", "\u00e4", "10.0.0.1:80", "A".repeat(60), "A".repeat(100_000), "a b"}) {
            assertThat(tokens.open(text)).isNull();
        }
    }

    @Test
    void aSecretThatCouldBeGuessedIsRefused() {
        assertThatThrownBy(() -> SessionTokens.from(new byte[31], CLOCK))
                .hasMessage("session key: 31 bytes (expected: at least 32)");
    }

    @Test
    void theFirstKeySealsAndAnyOpens() {
        SessionTokens both = SessionTokens.from(List.of(secret("two"), secret("one")), CLOCK);
        assertThat(both.open(tokens.seal(TOKEN))).isEqualTo(TOKEN);
        assertThat(both.open(SessionTokens.from(secret("two"), CLOCK).seal(TOKEN)))
                .isEqualTo(TOKEN);
        assertThat(SessionTokens.from(secret("two"), CLOCK).open(both.seal(TOKEN)))
                .isEqualTo(TOKEN);
        assertThat(tokens.open(both.seal(TOKEN))).isNull();
        assertThatThrownBy(() -> SessionTokens.from(List.of(), CLOCK)).hasMessageContaining("none");
    }
}
