package dev.playhead.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** The contents of small event files, and methods that write event files. */
public final class EventFiles {
    /** Events of two orders, with a changing price, a nested field, a null value, and a user in the metadata. */
    public static final String ORDERS = """
            {"type":"order:new","timestamp":"2026-03-02T09:00:00Z","source":"user","payload":{"id":"A-1","price":10,"address":{"city":"Rome"}},"metadata":{"user":"anna"}}
            {"type":"order:new","timestamp":"2026-03-02T09:10:00Z","source":"core","payload":{"id":"A-10","price":5}}
            {"type":"order:price","timestamp":"2026-03-02T09:20:00Z","source":"plugin:fx","payload":{"id":"A-1","price":12.5}}
            {"type":"order:note","timestamp":"2026-03-02T09:30:00Z","source":"user","payload":{"id":"A-1","note":null}}
            {"type":"order:price","timestamp":"2026-03-02T10:42:00Z","source":"user","payload":{"id":"A-1","price":99,"address":{"city":"Paris"}},"metadata":{"user":"ben"}}
            """;

    /** Events of a grid with two rows. A cell is edited, a row is added, and a row is removed. */
    public static final String GRID = """
            {"type":"grid:init","timestamp":"2026-03-02T09:00:00Z","source":"core","payload":{"gridId":"orders","columns":[{"columnId":"symbol"},{"columnId":"price"}],"rows":[{"rowId":"r1","values":{"symbol":"ACME","price":1}},{"rowId":"r2","values":{"symbol":"HOOLI","price":2}}]}}
            {"type":"cell:edit","timestamp":"2026-03-02T09:01:00Z","source":"user","payload":{"gridId":"orders","rowId":"r1","columnId":"price","oldValue":1,"newValue":7}}
            {"type":"row:add","timestamp":"2026-03-02T09:02:00Z","source":"core","payload":{"gridId":"orders","rowId":"r3","values":{"symbol":"STARK","price":3}}}
            {"type":"row:remove","timestamp":"2026-03-02T09:03:00Z","source":"core","payload":{"gridId":"orders","rowId":"r2"}}
            """;

    private EventFiles() {}

    public static Path write(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
