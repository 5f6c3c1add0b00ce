package dev.playhead.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Methods by which the writers of all formats write JSON and text to a stream. */
final class JsonOutput {
    private static final JsonFactory TEXT = factory("");

    private JsonOutput() {}

    /**
     * Creates a generator that leaves the stream open.
     *
     * @param out the stream
     * @param separator the text between two values at the root
     * @return the generator
     */
    static JsonGenerator generator(OutputStream out, String separator) {
        return factory(separator).createGenerator(ObjectWriteContext.empty(), out);
    }

    private static JsonFactory factory(String separator) {
        return JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                // Surrogates are written as escapes, one by one, so that an unpaired surrogate is restored, too.
                .disable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                // No limit is needed, because PlainData limits the depth.
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .rootValueSeparator(separator)
                .build();
    }

    /** Returns plain data as JSON text. */
    static String text(@Nullable Object data) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = TEXT.createGenerator(ObjectWriteContext.empty(), text)) {
            JsonData.write(json, data);
        }
        return text.toString();
    }

    static void raw(OutputStream out, String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void flush(OutputStream out) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
