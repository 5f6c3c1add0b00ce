package dev.playhead.devtools.server;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** The JSON that the server writes. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // An unpaired surrogate in a payload is written as an escape.
            .disable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private Json() {}

    static JsonGenerator generator(OutputStream out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    static byte[] error(Refusal refusal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = generator(out)) {
            error(json, refusal);
        }
        return out.toByteArray();
    }

    static void error(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeObjectPropertyStart("error");
        json.writeNumberProperty("status", refusal.status());
        json.writeStringProperty("message", refusal.message());
        json.writeEndObject();
        json.writeEndObject();
    }
}
