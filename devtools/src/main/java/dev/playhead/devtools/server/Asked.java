package dev.playhead.devtools.server;

import dev.playhead.timetravel.ProgressListener;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A question with decoded parameters. */
final class Asked implements Question {
    private final Map<String, String> parameters;
    private final String rest;
    private final ProgressListener watch;
    private final Files files;

    /** Begins answers that are files. */
    interface Files {
        OutputStream begin(String type, String name);
    }

    /**
     * Creates a question.
     *
     * @param query the encoded query of the request, or null
     * @param rest the encoded path after that of the endpoint
     * @param watch the listener for long work
     * @param files begins answers that are files
     * @throws BadRequest if the query or the path is malformed
     */
    Asked(@Nullable String query, String rest, ProgressListener watch, Files files) {
        this.parameters = QueryText.parameters(query);
        this.rest = QueryText.decode(rest, false);
        this.watch = watch;
        this.files = files;
    }

    @Override
    public @Nullable String parameter(String name) {
        return parameters.get(name);
    }

    @Override
    public String require(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new BadRequest("The parameter name=" + name + " is missing.");
        }
        return value;
    }

    @Override
    public long number(String name, long orElse, long min, long max) {
        String value = parameters.get(name);
        if (value == null) {
            return orElse;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same message says what is expected.
        }
        throw new BadRequest(
                "The parameter " + name + "=" + value + " must be a whole number from " + min + " to " + max + ".");
    }

    @Override
    public String rest() {
        return rest;
    }

    @Override
    public ProgressListener watch() {
        return watch;
    }

    @Override
    public OutputStream file(String type, String name) {
        return files.begin(type, name);
    }
}
