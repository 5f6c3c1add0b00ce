package dev.playhead.cli.command;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Scripts with which shells complete a command line: the names of commands and options, and the values of options that
 * have a fixed set of values.
 */
final class Completion {
    private static final String BASH = """
            # Completion of playhead for bash. @MARK@, which may overwrite it.
            _playhead() {
              local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= words= i
              for ((i = 1; i < COMP_CWORD; i++)); do
                case ${COMP_WORDS[i]} in
                  @NAMES@)
                    command=${COMP_WORDS[i]}
                    break
                    ;;
                esac
              done
              if [[ $current == -* ]]; then
                case $command in
            @OPTIONS@
                esac
              else
                case $command:$previous in
            @VALUES@
                  :*|help:*) words='@COMMANDS@' ;;
                esac
              fi
              COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -o bashdefault -o default -F _playhead playhead
            """;

    private static final String ZSH = """
            #compdef playhead
            # Completion of playhead for zsh. @MARK@, which may overwrite it.
            _playhead() {
              local -a commands options values
              local command i
              commands=(
            @COMMANDS@
              )
              for ((i = 2; i < CURRENT; i++)); do
                if (( ${commands[(I)${words[i]}:*]} )); then
                  command=${words[i]}
                  break
                fi
              done
              case $command in
            @OPTIONS@
              esac
              case $command:${words[CURRENT-1]} in
            @VALUES@
              esac
              if (( $#values )); then
                compadd -a values
              elif [[ $PREFIX == -* ]]; then
                _describe -o option options
              elif [[ -z $command || $command == help ]]; then
                _describe command commands
              else
                _files
              fi
            }
            _playhead "$@"
            """;

    private final Map<String, CommandLine> commands;

    Completion(CommandLine root) {
        this.commands = root.getSubcommands();
    }

    /** {@return the script for bash, with the given mark in its header} */
    String bash(String mark) {
        return BASH.replace("@MARK@", mark)
                .replace("@NAMES@", String.join("|", commands.keySet()))
                .replace(
                        "@OPTIONS@",
                        lines(commands.entrySet().stream()
                                .map(command -> "      " + command.getKey() + ") words='"
                                        + options(command.getValue())
                                                .flatMap(option -> Arrays.stream(option.names()))
                                                .collect(Collectors.joining(" "))
                                        + "' ;;")))
                .replace("@VALUES@", values("      ", "words='", "'"))
                .replace("@COMMANDS@", String.join(" ", commands.keySet()));
    }

    /** {@return the function for zsh, with the given mark in its header} */
    String zsh(String mark) {
        return ZSH.replace("@MARK@", mark)
                .replace(
                        "@COMMANDS@",
                        lines(commands.entrySet().stream()
                                .map(command -> "    " + described(command.getKey(), header(command.getValue())))))
                .replace(
                        "@OPTIONS@",
                        lines(commands.entrySet().stream()
                                .map(command -> "    " + command.getKey() + ") options=(\n"
                                        + lines(options(command.getValue())
                                                .flatMap(option -> Arrays.stream(option.names())
                                                        .map(name -> "      "
                                                                + described(
                                                                        name, String.join(" ", option.description())))))
                                        + "\n    ) ;;")))
                .replace("@VALUES@", values("    ", "values=(", ")"));
    }

    /** {@return the branches of the case statement for the options that have a fixed set of values} */
    private String values(String indent, String before, String after) {
        return lines(commands.entrySet().stream()
                .flatMap(command -> options(command.getValue())
                        .filter(option -> option.type().isEnum() && option.completionCandidates() != null)
                        .map(option -> indent
                                + Arrays.stream(option.names())
                                        .map(name -> command.getKey() + ":" + name)
                                        .collect(Collectors.joining("|"))
                                + ") " + before
                                + StreamSupport.stream(
                                                option.completionCandidates().spliterator(), false)
                                        .collect(Collectors.joining(" "))
                                + after + " ;;")));
    }

    private static String lines(Stream<String> lines) {
        return lines.collect(Collectors.joining("\n"));
    }

    private static Stream<OptionSpec> options(CommandLine command) {
        List<OptionSpec> options = command.getCommandSpec().options();
        return options.stream();
    }

    private static String header(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().header());
    }

    /** {@return a word with the first sentence or clause of its description, in quotes} */
    private static String described(String word, String text) {
        String sentence = text.replaceFirst("(?s)(?<=[a-z)])[.;:,] .*", "").replaceFirst("\\.$", "");
        return "'" + (word + ":" + sentence).replace("'", "'\\''") + "'";
    }
}
