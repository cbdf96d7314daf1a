package dev.windrose.cli.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Synopsis SYNOPSIS = new Synopsis(
            "cook",
            "DISH...",
            1,
            2,
            "Cooks.",
            List.of(
                    Option.flag("--hot", "Hotter."),
                    Option.value("--time", "TIME", "How long."),
                    Option.many("-H", "HERB", "May be repeated."),
                    Option.choice(List.of("-o", "--oven"), "KIND", List.of("gas", "steam"), "Which."),
                    Option.optional("--log", "FORM", List.of("json", "common"), "Tells.")),
            List.of("windrose cook soup"));

    private static Words words(String... arguments) {
        return Words.of(SYNOPSIS, List.of(arguments));
    }

    private static void refused(String message, String... arguments) {
        assertThatThrownBy(() -> words(arguments))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void optionsStandAnywhereAndOperandsKeepTheirOrder() {
        Words words = words("soup", "--time", "30s", "cake", "--hot");
        assertThat(words.operands()).containsExactly("soup", "cake");
        assertThat(words.value("--time")).isEqualTo("30s");
        assertThat(words.has("--hot")).isTrue();
        assertThat(words.has("--oven")).isFalse();
        assertThat(words.value("--oven", "gas")).isEqualTo("gas");
    }

    @Test
    void aValueMayBeAttached() {
        assertThat(words("x", "--time=5m").value("--time")).isEqualTo("5m");
        assertThat(words("x", "--time=").value("--time")).isEmpty();
        assertThat(words("x", "-Hx: y=z").values("-H")).containsExactly("x: y=z");
        assertThat(words("x", "-osteam").value("--oven")).isEqualTo("steam");
    }

    @Test
    void whatMayBeRepeatedIsKeptInOrderAndTheRestIsRefusedTwice() {
        assertThat(words("x", "-H", "a", "-H", "b").values("-H")).containsExactly("a", "b");
        refused("--time: given twice (expected: once)", "x", "--time", "1", "--time", "2");
    }

    @Test
    void anOptionalValueIsTakenOnlyIfItIsOne() {
        assertThat(words("--log", "soup").value("--log")).isEqualTo("json");
        assertThat(words("--log", "soup").operands()).containsExactly("soup");
        assertThat(words("--log", "common", "soup").value("--log")).isEqualTo("common");
        refused("--log: xml (expected: json or common)", "--log=xml", "soup");
    }

    @Test
    void behindTwoDashesEverythingIsAnOperand() {
        assertThat(words("--", "--hot", "--").operands()).containsExactly("--hot", "--");
        assertThat(words("-").operands()).containsExactly("-");
    }

    @Test
    void mistakesSayWhatWasExpected() {
        refused("--tmie: no such option (did you mean \"--time\"?)", "x", "--tmie", "3");
        refused("--quite-another: no such option (expected: one of those of --help)", "x", "--quite-another");
        refused("--time: no value (expected: TIME)", "x", "--time");
        refused("--hot: 1 (expected: no value)", "x", "--hot=1");
        refused("--oven: wood (expected: gas or steam)", "x", "--oven", "wood");
        refused("nothing is named (expected: DISH...)");
        refused("c: one too many (expected: DISH...)", "a", "b", "c");
    }

    @Test
    void numbersHaveARange() {
        assertThat(words("x", "--time", "7").number("--time", 1, 1, 9)).isEqualTo(7);
        assertThat(words("x").number("--time", 1, 1, 9)).isEqualTo(1);
        for (String wrong : new String[] {"0", "10", "x", "", "99999999999"}) {
            assertThatThrownBy(() -> words("x", "--time", wrong).number("--time", 1, 1, 9))
                    .hasMessage("--time: " + wrong + " (expected: a number from 1 to 9)");
        }
    }

    @Test
    void timesHaveUnits() {
        assertThat(DurationText.of("--time", "250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(DurationText.of("--time", "5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(DurationText.of("--time", "1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(DurationText.of("--time", "30s")).isEqualTo(Duration.ofSeconds(30));
        for (String wrong : new String[] {"", "5", "s", "-1s", "5d", "12345678901s", "1 s"}) {
            assertThatThrownBy(() -> DurationText.of("--time", wrong))
                    .hasMessage("--time: " + wrong + " (expected: a time such as 30s, 500ms or 1h30m)");
        }
    }

    @Test
    void helpShowsEveryOption() {
        StringWriter text = new StringWriter();
        SYNOPSIS.print(new PrintWriter(text, true));
        assertThat(text.toString()).isEqualToNormalizingNewlines("""
                Usage: windrose cook [OPTION]... DISH...
                Cooks.

                Options:
                  --hot            Hotter.
                  --time TIME      How long.
                  -H HERB          May be repeated.
                  -o, --oven KIND  Which.
                  --log [FORM]     Tells.

                Example:
                  windrose cook soup
                """);
    }
}
