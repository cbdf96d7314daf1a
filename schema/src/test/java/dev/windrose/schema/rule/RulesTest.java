package dev.windrose.schema.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.schema.rule.Rules.Broken;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private final Rules rules = new Rules();

    private @Nullable Broken ask(String rule, Object self) {
        return rules.broken(new Rule(rule, "no"), self);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.text.size() == 1",
                "self.text.matches('^.$')",
                "'abc'.matches('b')",
                "'a/b'.split('/')[0] == 'a'",
                "'*.a'.substring(2) == 'a'",
                "duration('1h30m') > duration('89m59s') && duration('500ms') < duration('1s')",
                "isIP('10.0.0.1') && isIP('::1') && isIP('::ffff:1.2.3.4') && !isIP('1.2.3') && !isIP(':::')",
                "self.__namespace__ == 'n' && !has(self.other)",
                "self.number <= 100 && self.number == 5",
                "'b' in self.list && self.list.exists_one(i, i == 'b')",
                "format.dns1123Label().validate('a-b').hasValue() == false",
                "format.dns1123Label().validate('A').hasValue()"
            })
    void aRuleHoldsAsOnTheServer(String rule) {
        // One character of the language, two of Java.
        String text = Character.toString(0x1F300);
        assertThat(ask(rule, Map.of("text", text, "__namespace__", "n", "number", 5L, "list", List.of("a", "b"))))
                .isNull();
    }

    @Test
    void aRuleThatDoesNotHoldSaysItsMessage() {
        assertThat(ask("self > 1", 1L)).isEqualTo(new Broken("no", false));
    }

    @Test
    void aFieldThatIsNotThereKeepsTheRuleFromBeingAsked() {
        assertThat(ask("size(self.a) > 0 || size(self.b) > 0", Map.of()))
                .isEqualTo(new Broken("no such key: a evaluating rule: no", true));
        assertThat(ask("size(self.a) > 0 || size(self.b) > 0", Map.of("b", List.of(1L))))
                .isNull();
    }

    @Test
    void anOptionalIsNeverNull() {
        assertThat(ask("format.dns1123Label().validate('a') == null", "")).isEqualTo(new Broken("no", false));
    }

    @Test
    void namesAreEscapedAsTheServerDoes() {
        assertThat(List.of("namespace", "a-b", "a__b", "a.b/c", "name").stream().map(FieldNames::escaped))
                .containsExactly("__namespace__", "a__dash__b", "a__underscores__b", "a__dot__b__slash__c", "name");
    }
}
