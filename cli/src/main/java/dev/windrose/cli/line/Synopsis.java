package dev.windrose.cli.line;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command takes, and its help.
 *
 * @param operands what stands beside the options, such as {@code DIR|FILE...}; empty for nothing
 * @param least how many operands there must be
 * @param most how many there may be
 * @param examples whole command lines
 */
public record Synopsis(
        String name, String operands, int least, int most, String help, List<Option> options, List<String> examples) {
    /** Any number of operands. */
    public static final int MANY = Integer.MAX_VALUE;

    /** The option of that name, or null. */
    @Nullable
    Option option(String name) {
        for (Option option : options) {
            if (option.names().contains(name)) {
                return option;
            }
        }
        return null;
    }

    List<String> optionNames() {
        List<String> names = new ArrayList<>();
        options.forEach(option -> names.addAll(option.names()));
        return names;
    }

    /** The whole command line in brief. */
    public String usage() {
        return "windrose " + name + (options.isEmpty() ? "" : " [OPTION]...")
                + (operands.isEmpty() ? "" : " " + operands);
    }

    /** Everything there is to know, for {@code --help}. */
    public void print(PrintWriter out) {
        out.println("Usage: " + usage());
        out.println(help);
        if (!options.isEmpty()) {
            out.println();
            out.println("Options:");
            int width = options.stream()
                    .mapToInt(each -> each.shown().length())
                    .max()
                    .orElse(0);
            options.forEach(each -> out.println("  " + pad(each.shown(), width) + "  " + explained(each)));
        }
        printExamples(out, examples);
    }

    private static String explained(Option option) {
        return option.help() + (option.byDefault().isEmpty() ? "" : " Default: " + option.byDefault() + ".");
    }

    /** A heading and one line each; nothing for none. */
    public static void printExamples(PrintWriter out, List<String> examples) {
        if (!examples.isEmpty()) {
            out.println();
            out.println(examples.size() == 1 ? "Example:" : "Examples:");
            examples.forEach(example -> out.println("  " + example));
        }
    }

    /** The text with spaces behind it, so that it is as wide as that. */
    public static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
