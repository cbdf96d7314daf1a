package dev.windrose.cli;

import java.io.Console;

/** Colours of a terminal; plain text where there is none, or where people asked for none (https://no-color.org). */
enum Colour {
    GREEN("32"),
    BOLD_RED("1;31"),
    BOLD_YELLOW("1;33");

    private static final boolean SHOWN = shown();

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    String of(String text) {
        return SHOWN ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private static boolean shown() {
        boolean wanted = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        return wanted && System.console() instanceof Console console && console.isTerminal();
    }
}
