package dev.windrose.cli.line;

import java.util.List;

/**
 * An option of a command.
 *
 * @param names as written, such as {@code -o} and {@code --output}; the last is the one it is asked for by
 * @param label what its value is called; empty for none
 * @param choices the values it may have; empty for any
 * @param implied the value that stands for an omitted one; empty where the value must be given
 * @param byDefault what holds without the option, in words; empty for nothing
 */
public record Option(
        List<String> names,
        String label,
        List<String> choices,
        String implied,
        boolean repeatable,
        String help,
        String byDefault) {
    public static Option flag(String name, String help) {
        return new Option(List.of(name), "", List.of(), "", false, help, "");
    }

    public static Option value(String name, String label, String help) {
        return new Option(List.of(name), label, List.of(), "", false, help, "");
    }

    public static Option many(String name, String label, String help) {
        return new Option(List.of(name), label, List.of(), "", true, help, "");
    }

    /** One of some words. */
    public static Option choice(List<String> names, String label, List<String> choices, String help) {
        return new Option(names, label, choices, "", false, help, "");
    }

    /** May stand without its value, which is the first of the choices then; only a choice counts as its value. */
    public static Option optional(String name, String label, List<String> choices, String help) {
        return new Option(List.of(name), label, choices, choices.getFirst(), false, help, "");
    }

    public Option withDefault(String words) {
        return new Option(names, label, choices, implied, repeatable, help, words);
    }

    String name() {
        return names.getLast();
    }

    boolean isFlag() {
        return label.isEmpty();
    }

    /** As help shows it: {@code -o, --output FORM}. */
    public String shown() {
        String value = implied.isEmpty() ? label : "[" + label + "]";
        return String.join(", ", names) + (isFlag() ? "" : " " + value);
    }
}
