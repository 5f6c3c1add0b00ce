package dev.playhead.capture;

import static dev.playhead.capture.PayloadCaptureTest.asMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of capturing and reading records and beans in a named module that does not open its packages. */
class ModuleAccessTest {
    private static final Map<String, String> SOURCES = Map.of(
            "module-info.java",
            "module app { exports app.open; }",
            "app/closed/Edit.java",
            "package app.closed; record Edit(int row, Cell cell, Object more) {}",
            "app/closed/Cell.java",
            "package app.closed; record Cell(String column) {}",
            "app/closed/Bean.java",
            "package app.closed; public class Bean { public int getX() { return 1; } public void setX(int x) {} }",
            "app/other/Other.java",
            "package app.other; public record Other(int x) {}",
            "app/open/Shown.java",
            "package app.open; public record Shown(int x, java.util.List<String> names) {}",
            "app/open/Wrapper.java",
            "package app.open; public record Wrapper(String name, app.other.Other other) {}",
            "app/open/Entrance.java",
            "package app.open; public class Entrance { public static java.lang.invoke.MethodHandles.Lookup lookup() {"
                    + " return java.lang.invoke.MethodHandles.lookup(); } }");

    @TempDir
    Path folder;

    private ClassLoader loader;
    private final List<String> reports = new ArrayList<>();
    private final PayloadCapture capture = PayloadCapture.builder()
            .onUnknownClass((type, advice) -> reports.add(advice))
            .build();

    @BeforeEach
    void compileAndLoad() throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("-d", folder.resolve("out").toString()));
        for (Map.Entry<String, String> source : SOURCES.entrySet()) {
            Path file = folder.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0]));
        assertThat(exit).isZero();
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(folder.resolve("out")), ModuleFinder.of(), Set.of("app"));
        loader = boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
                .findLoader("app");
    }

    @Test
    void shouldReplaceAndReportRecordsThatTheModuleDoesNotOpen() throws Exception {
        Object edit = make("app.closed.Edit", 1, make("app.closed.Cell", "a"), null);

        assertThat(capture.capture(List.of(edit, edit)))
                .isEqualTo(List.of(
                        Marker.of(Reason.UNKNOWN_CLASS, "app.closed.Edit"),
                        Marker.of(Reason.UNKNOWN_CLASS, "app.closed.Edit")));
        assertThat(reports)
                .singleElement()
                .asString()
                .contains("class=app.closed.Edit cannot be read")
                .contains("`opens app.closed;`")
                .contains("module=app")
                .contains("MethodHandles.lookup()");
        assertThatThrownBy(() -> EventType.of("edit", edit.getClass()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`opens app.closed;`");
    }

    @Test
    void shouldReplaceABeanThatTheModuleDoesNotOpen() throws Exception {
        Object bean = make("app.closed.Bean");
        PayloadCapture beans = PayloadCapture.builder()
                .beans(bean.getClass())
                .onUnknownClass((type, advice) -> reports.add(advice))
                .build();

        assertThat(beans.capture(bean)).isEqualTo(Marker.of(Reason.UNKNOWN_CLASS, "app.closed.Bean"));
        assertThat(reports).singleElement().asString().contains("`opens app.closed;`");
    }

    @Test
    void shouldReadRecordsInExportedPackages() throws Exception {
        Object shown = make("app.open.Shown", 1, List.of("a"));

        assertThat(capture.capture(shown)).isSameAs(shown);
        assertThat(asMap(capture.toData(shown))).isEqualTo(Map.of("x", 1L, "names", List.of("a")));
        assertThat(reports).isEmpty();
    }

    @Test
    void shouldReadInaccessibleClassesThroughALookup() throws Exception {
        Object cell = make("app.closed.Cell", "a");
        Object edit = make("app.closed.Edit", 1, cell, null);
        Object holder = make("app.closed.Edit", 2, null, make("app.other.Other", 5));
        assertThat(asMap(capture.capture(edit))).containsKey(Marker.KEY);

        EventType<?> type = typed(edit.getClass());

        assertThat(capture.capture(edit)).isSameAs(edit);
        assertThat(capture.toData(edit))
                .isEqualTo(PayloadCaptureTest.map("row", 1L, "cell", Map.of("column", "a"), "more", null));
        assertThat(capture.toData(capture.capture(holder)))
                .isEqualTo(PayloadCaptureTest.map("row", 2L, "cell", null, "more", Map.of("x", 5L)));
        assertThat(type.read(GridEvent.of("edit", capture.toData(edit)))).isEqualTo(edit);
        PayloadCapture beans = PayloadCapture.builder()
                .beans(loader.loadClass("app.closed.Bean"))
                .build();
        assertThat(beans.capture(make("app.closed.Bean"))).isEqualTo(Map.of("x", 1L));
        assertThat(EventType.of("bean", loader.loadClass("app.closed.Bean"))
                        .read(GridEvent.of("bean", PlainData.of(Map.of("x", 2)))))
                .isNotNull();
        assertThat(reports).hasSize(1);
    }

    @Test
    void shouldReplaceAnInaccessibleComponent() throws Exception {
        Object wrapper = make("app.open.Wrapper", "n", make("app.other.Other", 5));

        EventType<?> type = EventType.of("t", wrapper.getClass());

        Object data = capture.capture(wrapper);
        assertThat(data).isEqualTo(Map.of("name", "n", "other", Marker.of(Reason.UNKNOWN_CLASS, "app.other.Other")));
        assertThat(type.read(GridEvent.of("t", PlainData.of(Map.of("name", "n")))))
                .isNotNull();
        assertThatThrownBy(() -> type.read(GridEvent.of("t", data)))
                .isInstanceOf(PayloadMismatchException.class)
                .hasMessageContaining("field=other")
                .hasMessageContaining("inaccessible");
    }

    @Test
    void shouldNotTrustAClassWithMissingForeignOrDamagedBytes() throws Exception {
        byte[] own;
        try (InputStream in = Hidden.class.getResourceAsStream("ModuleAccessTest$Hidden.class")) {
            own = in.readAllBytes();
        }
        byte[] others;
        try (InputStream in = ModuleAccessTest.class.getResourceAsStream("ModuleAccessTest.class")) {
            others = in.readAllBytes();
        }
        byte[] garbage = own.clone();
        garbage[10] = 99;

        assertThat(isTrusted(own, own)).isTrue();
        assertThat(isTrusted(own, null)).isFalse();
        assertThat(isTrusted(own, others)).isFalse();
        assertThat(isTrusted(own, garbage)).isFalse();
        assertThat(isTrusted(own, Arrays.copyOf(own, own.length / 2))).isFalse();
        assertThat(isTrusted(own, new byte[100])).isFalse();
        for (int i = 0; i < own.length; i++) {
            // The call must not throw, whichever byte is changed.
            byte[] changed = own.clone();
            changed[i] ^= (byte) 0x55;
            isTrusted(own, changed);
        }
    }

    private static boolean isTrusted(byte[] bytes, byte[] shown) {
        String name = Hidden.class.getName();
        ClassLoader custom = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String className) {
                return defineClass(className, bytes, 0, bytes.length);
            }

            @Override
            public InputStream getResourceAsStream(String resource) {
                return shown == null ? null : new ByteArrayInputStream(shown);
            }
        };
        try {
            return ClassFile.hasGeneratedAccessors(custom.loadClass(name));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    record Hidden(int x) {}

    private Object make(String className, Object... arguments) throws Exception {
        Constructor<?> constructor = loader.loadClass(className).getDeclaredConstructors()[0];
        try {
            return MethodHandles.privateLookupIn(constructor.getDeclaringClass(), lookup())
                    .unreflectConstructor(constructor)
                    .invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private MethodHandles.Lookup lookup() throws Exception {
        return (MethodHandles.Lookup)
                loader.loadClass("app.open.Entrance").getMethod("lookup").invoke(null);
    }

    private EventType<?> typed(Class<?> type) throws Exception {
        return EventType.of("edit", type, lookup());
    }
}
