package dev.windrose.cli.line;

import dev.windrose.documents.yaml.DidYouMean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command line that was read: options by their last name, and operands in their order. */
public final class Words {
    private final Synopsis synopsis;
    private final Map<String, List<String>> values = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    private Words(Synopsis synopsis) {
        this.synopsis = synopsis;
    }

    /**
     * Reads {@code --name value}, {@code --name=value}, {@code -n value} and {@code -nvalue}; after {@code --} everything is an operand. Throws
     * {@link UsageException}.
     */
    public static Words of(Synopsis synopsis, List<String> arguments) {
        Words words = new Words(synopsis);
        int at = 0;
        boolean options = true;
        while (at < arguments.size()) {
            String word = arguments.get(at++);
            if (options && word.equals("--")) {
                options = false;
            } else if (options && word.length() > 1 && word.startsWith("-")) {
                at = words.option(word, arguments, at);
            } else {
                words.operands.add(word);
            }
        }
        words.checkOperands();
        return words;
    }

    /** Takes in one option; returns the place behind it. */
    private int option(String word, List<String> arguments, int at) {
        int split = word.startsWith("--") ? word.indexOf('=') : word.length() > 2 ? 2 : -1;
        String name = split < 0 ? word : word.substring(0, split);
        Option option = synopsis.option(name);
        if (option == null) {
            throw unknown(word);
        }
        String attached = split < 0 ? null : word.substring(word.startsWith("--") ? split + 1 : split);
        if (option.isFlag()) {
            if (attached != null) {
                throw new UsageException(name + ": " + attached + " (expected: no value)");
            }
            add(option, name, "");
        } else if (attached != null) {
            add(option, name, attached);
        } else if (takesNext(option, arguments, at)) {
            add(option, name, arguments.get(at));
            return at + 1;
        } else if (!option.implied().isEmpty()) {
            add(option, name, option.implied());
        } else {
            throw new UsageException(name + ": no value (expected: " + option.label() + ")");
        }
        return at;
    }

    private static boolean takesNext(Option option, List<String> arguments, int at) {
        return at < arguments.size()
                && (option.implied().isEmpty() || option.choices().contains(arguments.get(at)));
    }

    private void add(Option option, String name, String value) {
        if (!option.choices().isEmpty() && !option.choices().contains(value)) {
            throw new UsageException(
                    name + ": " + value + " (expected: " + String.join(" or ", option.choices()) + ")");
        }
        List<String> given = values.computeIfAbsent(option.name(), _ -> new ArrayList<>());
        given.add(value);
        if (given.size() > 1 && !option.repeatable()) {
            throw new UsageException(name + ": given twice (expected: once)");
        }
    }

    private UsageException unknown(String word) {
        String hint = DidYouMean.hint(word, synopsis.optionNames());
        return new UsageException(
                word + ": no such option" + (hint == null ? " (expected: one of those of --help)" : " (" + hint + ")"));
    }

    private void checkOperands() {
        if (operands.size() > synopsis.most()) {
            String expected = synopsis.most() == 0 ? "options only" : synopsis.operands();
            throw new UsageException(operands.get(synopsis.most()) + ": one too many (expected: " + expected + ")");
        }
        if (operands.size() < synopsis.least()) {
            throw new UsageException("nothing is named (expected: " + synopsis.operands() + ")");
        }
    }

    public List<String> operands() {
        return operands;
    }

    public boolean has(String option) {
        return values.containsKey(option);
    }

    /** The value of an option; null if it is not there. */
    public @Nullable String value(String option) {
        List<String> given = values.get(option);
        return given == null ? null : given.getFirst();
    }

    public String value(String option, String otherwise) {
        String given = value(option);
        return given == null ? otherwise : given;
    }

    /** All values of an option that may be repeated. */
    public List<String> values(String option) {
        return values.getOrDefault(option, List.of());
    }

    /** A whole number in a range. */
    public int number(String option, int otherwise, int least, int most) {
        String given = value(option);
        if (given == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(given);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // The same answer as for a number out of range.
        }
        throw new UsageException(option + ": " + given + " (expected: a number from " + least + " to " + most + ")");
    }
}
