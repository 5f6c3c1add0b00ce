package dev.playhead.cli.option;

import dev.playhead.capture.SensitiveData;
import dev.playhead.capture.SensitiveValue;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select which values are secrets. */
public final class SecretOptions {
    @Option(
            names = "--fields",
            order = 2,
            paramLabel = "NAME",
            split = ",",
            description =
                    "Also values of fields with these names, separated by commas. 'salary*' matches names with this"
                            + " word anywhere, and '!signature' excludes a name.")
    private List<String> fields = new ArrayList<>();

    @Option(names = "--email", order = 3, description = "Also e-mail addresses.")
    private boolean email;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * {@return the rules: the default names, the names given with {@code --fields}, and all kinds of values except
     * e-mail addresses} With {@code --email}, the rules include e-mail addresses too.
     */
    public SensitiveData rules() {
        SensitiveData rules = SensitiveData.defaults().withValues();
        try {
            rules = rules.withFields(fields.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--fields: " + e.getMessage(), e);
        }
        return email ? rules.withValues(SensitiveValue.EMAIL) : rules;
    }

    /** Removes {@code --redact} from a command, because it would hide the secrets for which the command searches. */
    public static final class WithoutRedact implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            return command.remove(command.findOption("--redact"));
        }
    }
}
