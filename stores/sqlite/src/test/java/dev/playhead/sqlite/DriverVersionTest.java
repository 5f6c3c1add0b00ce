package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EventStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that an outdated driver is rejected with a message that names the required version. */
@SuppressWarnings("deprecation") // Java 17 has no other way to create a URL with its own handler
class DriverVersionTest {
    private static final String NEEDED = "version " + DriverVersion.OLDEST + " or later is needed";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"3.45.3.0", "3.45.3", "3.46.1.3", "3.46.99.99", "3.8.11.2", "2.99.0.0", "3", "3.46"})
    void shouldRefuseOlderVersions(String version) {
        assertThatThrownBy(() -> DriverVersion.require("file=x", version))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("sqlite-jdbc version=" + version)
                .hasMessageContaining(NEEDED)
                .hasMessageContaining("file=x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.47.0.0", "3.47", "3.47.1.0", "3.54.1.0", "3.100.0.0", "4.0", "unknown", "", "3.x"})
    void shouldAcceptLaterAndUnknownVersions(String version) {
        assertThatCode(() -> DriverVersion.require("file=x", version)).doesNotThrowAnyException();
    }

    @Test
    void shouldAcceptTheVersionOfThisBuild() {
        assertThatCode(() -> DriverVersion.require("file=x")).doesNotThrowAnyException();
    }

    @Test
    void shouldNameTheRequiredVersionIfTheDriverReportsAnOlderVersion() throws Exception {
        Throwable thrown = openedWith(new OtherDriver("3.45.3.0", false));

        assertThat(thrown.getClass().getName()).isEqualTo(StoreException.class.getName());
        assertThat(thrown).hasMessageContaining("version=3.45.3.0").hasMessageContaining(NEEDED);
    }

    @Test
    void shouldNameTheRequiredVersionIfTheDriverLacksAMethod() throws Exception {
        Throwable thrown = openedWith(new OtherDriver("unknown", true));

        assertThat(thrown.getClass().getName()).isEqualTo(StoreException.class.getName());
        assertThat(thrown).hasMessageContaining(NEEDED).hasCauseInstanceOf(NoSuchMethodError.class);
    }

    private Throwable openedWith(OtherDriver loader) throws Exception {
        Class<?> store = loader.loadClass(SqliteEventStore.class.getName());
        Class<?> mode = loader.loadClass(EventStore.Mode.class.getName());
        try {
            store.getMethod("open", Path.class, mode)
                    .invoke(
                            null,
                            folder.resolve("x.playhead"),
                            mode.getField("WRITE").get(null));
            throw new AssertionError("the driver was accepted");
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    /**
     * A class loader that loads Playhead and the driver again. The driver reports the given version, and lacks a method
     * if {@code lacksMethod} is true.
     */
    private static final class OtherDriver extends ClassLoader {
        private final String version;
        private final boolean lacksMethod;

        OtherDriver(String version, boolean lacksMethod) {
            super(DriverVersionTest.class.getClassLoader());
            this.version = version;
            this.lacksMethod = lacksMethod;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.sqlite.") && !name.startsWith("dev.playhead.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                if (lacksMethod && name.equals("org.sqlite.SQLiteConfig")) {
                    String text = new String(bytes, StandardCharsets.ISO_8859_1);
                    bytes = text.replace("setGetGeneratedKeys", "notGetGeneratedKeys")
                            .getBytes(StandardCharsets.ISO_8859_1);
                }
                return defineClass(name, bytes, 0, bytes.length, DriverVersionTest.class.getProtectionDomain());
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        /** Replaces the resources from which the driver reads its version. */
        @Override
        public URL getResource(String name) {
            if (!name.endsWith("/pom.properties")
                    && !name.equals("sqlite-jdbc.properties")
                    && !name.endsWith("/VERSION")) {
                return super.getResource(name);
            }
            byte[] content = ("version=" + version + "\n").getBytes(StandardCharsets.ISO_8859_1);
            try {
                return new URL(null, "other:" + name, new URLStreamHandler() {
                    @Override
                    protected URLConnection openConnection(URL url) {
                        return new URLConnection(url) {
                            @Override
                            public void connect() {}

                            @Override
                            public InputStream getInputStream() {
                                return new ByteArrayInputStream(content);
                            }
                        };
                    }
                });
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            URL url = getResource(name);
            try {
                return url == null ? null : url.openStream();
            } catch (IOException e) {
                return null;
            }
        }
    }
}
