package dev.windrose.verification.reference;

import dev.windrose.cli.Windrose;
import dev.windrose.cli.line.Option;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Terminal;
import java.io.PrintWriter;
import java.io.Writer;

/** Commands and their options, from what {@code --help} prints. */
final class CommandLinePage {
    private CommandLinePage() {}

    static Page make() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Page page = new Page("command-line.md", "The command line");
        for (Synopsis command : Windrose.synopses(new Terminal(nowhere, nowhere))) {
            page.heading(command.name()).says(Page.code(command.usage())).says(command.help());
            if (!command.options().isEmpty()) {
                page.columns("option", "what", "default");
                command.options().forEach(option -> row(page, option));
            }
            if (!command.examples().isEmpty()) {
                page.says("```\n" + String.join("\n", command.examples()) + "\n```");
            }
        }
        return page;
    }

    private static void row(Page page, Option option) {
        page.row(
                Page.code(option.shown()),
                option.help() + (option.repeatable() && !option.help().contains("repeated") ? " May be repeated." : ""),
                option.byDefault());
    }
}
