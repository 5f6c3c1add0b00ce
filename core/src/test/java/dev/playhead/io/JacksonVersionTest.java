package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.json.PackageVersion;

/** Tests that an incompatible Jackson is rejected with a message that names the version found and the one required. */
class JacksonVersionTest {
    private static final String NEEDED = "version " + JacksonVersion.OLDEST + " or later is needed";
    private static final String FOUND = "jackson-core version=" + PackageVersion.VERSION;

    /** An action that writes an event. It is created reflectively in a separate class loader. */
    public static final class Writing implements Runnable {
        @Override
        public void run() {
            try (EventSerializer.Writer writer =
                    EventSerializer.writer(new ByteArrayOutputStream(), ExportFormat.JSON_LINES)) {
                writer.write(RecordedEvent.of(0, GridEvent.of("a", "b")));
            }
        }
    }

    /** An action that reads an event. */
    public static final class Reading implements Runnable {
        @Override
        public void run() {
            EventSerializer.read(
                    new ByteArrayInputStream(
                            "{\"type\":\"a\",\"timestamp\":0,\"payload\":1}".getBytes(StandardCharsets.UTF_8)),
                    new Ignoring());
        }
    }

    private static final class Ignoring implements EventSerializer.Sink {
        @Override
        public void event(GridEvent event, long sequence) {}

        @Override
        public void problem(ImportReport.Problem problem) {
            throw new AssertionError(problem.toString());
        }
    }

    @Test
    void shouldReadAndWriteWithTheVersionOfThisBuild() throws Exception {
        assertThat(thrownBy(Writing.class, new OtherJackson("", "none", "none")))
                .isNull();
        assertThat(thrownBy(Reading.class, new OtherJackson("", "none", "none")))
                .isNull();
    }

    @Test
    void shouldNameTheRequiredVersionIfAMethodForCreatingAWriterIsMissing() throws Exception {
        check(
                thrownBy(
                        Writing.class,
                        new OtherJackson("JsonFactoryBuilder", "rootValueSeparator", "noneValueSeparator")),
                NoSuchMethodError.class);
    }

    @Test
    void shouldNameTheRequiredVersionIfAMethodForWritingAnEventIsMissing() throws Exception {
        check(
                thrownBy(
                        Writing.class, new OtherJackson("JsonGenerator", "writeNumberProperty", "notesNumberProperty")),
                NoSuchMethodError.class);
    }

    @Test
    void shouldNameTheRequiredVersionIfAMethodForReadingIsMissing() throws Exception {
        check(
                thrownBy(
                        Reading.class,
                        new OtherJackson("StreamReadConstraints$Builder", "maxNameLength", "notNameLength")),
                NoSuchMethodError.class);
    }

    @Test
    void shouldNameTheRequiredVersionIfJacksonIsMissing() throws Exception {
        for (Class<? extends Runnable> action : List.of(Writing.class, Reading.class)) {
            Throwable thrown = thrownBy(action, new OtherJackson("*", "", ""));

            assertThat(thrown.getClass().getName()).isEqualTo(PlayheadException.class.getName());
            assertThat(thrown)
                    .hasMessageContaining("jackson-core version=none")
                    .hasMessageContaining(NEEDED)
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
        }
    }

    @Test
    void shouldRethrowErrorsThatAreNotCausedByPlayhead() {
        NoSuchMethodError own = new NoSuchMethodError("'void tools.jackson.core.JsonParser.x()'");
        own.setStackTrace(new StackTraceElement[] {new StackTraceElement("com.example.A", "b", "A.java", 1)});

        assertThatThrownBy(() -> JacksonVersion.unfit(own)).isSameAs(own);
        NoSuchMethodError other = new NoSuchMethodError("'void com.example.B.x()'");
        assertThatThrownBy(() -> JacksonVersion.unfit(other)).isSameAs(other);
        NoSuchMethodError bare = new NoSuchMethodError("'void tools.jackson.core.JsonParser.x()'");
        bare.setStackTrace(new StackTraceElement[0]);
        assertThatThrownBy(() -> JacksonVersion.unfit(bare)).isSameAs(bare);
    }

    private static void check(@Nullable Throwable thrown, Class<? extends Throwable> cause) {
        assertThat(thrown).isNotNull();
        assertThat(thrown.getClass().getName()).isEqualTo(PlayheadException.class.getName());
        assertThat(thrown)
                .hasMessageContaining(FOUND)
                .hasMessageContaining(NEEDED)
                .hasCauseInstanceOf(cause);
    }

    private static @Nullable Throwable thrownBy(Class<? extends Runnable> action, OtherJackson loader)
            throws Exception {
        Runnable other =
                (Runnable) loader.loadClass(action.getName()).getConstructor().newInstance();
        try {
            other.run();
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    /**
     * A class loader that defines its own copies of the classes of Playhead and Jackson: unchanged, with one method of
     * a class renamed, or without Jackson.
     */
    private static final class OtherJackson extends ClassLoader {
        private final String changed;
        private final String method;
        private final String name;

        OtherJackson(String changed, String method, String name) {
            super(JacksonVersionTest.class.getClassLoader());
            this.changed = changed;
            this.method = method;
            this.name = name;
        }

        @Override
        protected Class<?> loadClass(String type, boolean resolve) throws ClassNotFoundException {
            boolean jackson = type.startsWith("tools.jackson.");
            if (!jackson && !type.startsWith("dev.playhead.")) {
                return super.loadClass(type, resolve);
            }
            if (jackson && changed.equals("*")) {
                throw new ClassNotFoundException(type);
            }
            synchronized (getClassLoadingLock(type)) {
                Class<?> loaded = findLoadedClass(type);
                return loaded != null ? loaded : define(type);
            }
        }

        private Class<?> define(String type) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(type.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(type);
                }
                byte[] bytes = in.readAllBytes();
                if (type.startsWith("tools.jackson.") && type.endsWith("." + changed)) {
                    String text = new String(bytes, StandardCharsets.ISO_8859_1);
                    bytes = text.replace(method, name).getBytes(StandardCharsets.ISO_8859_1);
                }
                return defineClass(type, bytes, 0, bytes.length, JacksonVersionTest.class.getProtectionDomain());
            } catch (IOException e) {
                throw new ClassNotFoundException(type, e);
            }
        }
    }
}
