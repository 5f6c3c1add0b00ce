package dev.playhead.internal.reflection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.capture.PayloadCapture;
import dev.playhead.event.PlainData;
import dev.playhead.internal.reflection.MemberReader.Interruption;
import dev.playhead.internal.reflection.MemberReader.Member;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tests that readers read each member once and in order, both with hidden classes and with handles only. */
class MemberReaderTest {
    /** An object that counts the reads of its members, and can throw an exception at a given read. */
    public static final class Owner {
        private int reads;
        private int throwsAt = -1;

        private int next() {
            if (reads == throwsAt) {
                throw new IllegalStateException("read " + reads);
            }
            return reads++;
        }

        public Object getAny() {
            return "any" + next();
        }

        public String getText() {
            return "text" + next();
        }

        public int getWhole() {
            return next();
        }

        public double getReal() {
            return next() / 2.0;
        }

        public boolean isFirst() {
            return next() == 0;
        }
    }

    /** A bean that the test loads with a separate class loader. */
    public static final class Unloaded {
        public int getNumber() {
            return 7;
        }
    }

    private static List<Member> members(Random random, int count) throws ReflectiveOperationException {
        List<Member> members = new ArrayList<>();
        String[] names = {"getAny", "getText", "getWhole", "getReal", "isFirst"};
        for (int i = 0; i < count; i++) {
            Method method = Owner.class.getMethod(names[random.nextInt(names.length)]);
            boolean isNumber = method.getReturnType() == int.class || method.getReturnType() == double.class;
            members.add(new Member(100 + i, Access.typedGetter(method), isNumber, i));
        }
        return members;
    }

    @Test
    void shouldReadTheSameWithHiddenClassesAsWithHandles() throws ReflectiveOperationException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int count = 0; count <= 20; count++) {
            List<Member> members = members(random, count);
            MemberReader hidden = MemberReader.of(members);
            MemberReader loop = new MemberLoop(new MemberHandles(members, 0, count, null));
            for (int throwsAt = -1; throwsAt < count; throwsAt++) {
                String about = "seed=" + seed + " members=" + count + " throwsAt=" + throwsAt;
                Object[][] references = new Object[2][count];
                long[][] numbers = new long[2][count];
                Interruption byHidden = read(hidden, throwsAt, references[0], numbers[0]);
                Interruption byLoop = read(loop, throwsAt, references[1], numbers[1]);

                assertThat(references[0]).as(about).isEqualTo(references[1]);
                assertThat(numbers[0]).as(about).isEqualTo(numbers[1]);
                assertThat(byHidden == null).as(about).isEqualTo(throwsAt < 0).isEqualTo(byLoop == null);
                if (byHidden != null && byLoop != null) {
                    assertThat(byHidden.member())
                            .as(about)
                            .isEqualTo(100 + throwsAt)
                            .isEqualTo(byLoop.member());
                    assertThat(byHidden.thrown()).as(about).hasMessage("read " + throwsAt);
                }
            }
            assertThat(hidden.getClass().isHidden()).as("members=" + count).isEqualTo(count > 0);
        }
    }

    private static Interruption read(MemberReader reader, int throwsAt, Object[] references, long[] numbers) {
        Owner owner = new Owner();
        owner.throwsAt = throwsAt;
        Interruption interruption = reader.read(owner, references, numbers);
        assertThat(owner.reads).isEqualTo(throwsAt < 0 ? references.length : throwsAt);
        return interruption;
    }

    @Test
    void shouldNotRetainTheClassesOfReadObjects() throws Exception {
        PayloadCapture capture = PayloadCapture.builder()
                .beans(type -> type.getName().equals(Unloaded.class.getName()))
                .build();
        WeakReference<Class<?>> gone = captured(capture);

        Awaitility.await().until(() -> {
            System.gc();
            return gone.get() == null;
        });
        assertThat(capture.capture("still in use")).isEqualTo("still in use");
    }

    private static WeakReference<Class<?>> captured(PayloadCapture capture) throws Exception {
        byte[] bytes;
        try (InputStream in = Unloaded.class.getResourceAsStream("MemberReaderTest$Unloaded.class")) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        ClassLoader loader = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) {
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        Class<?> type = loader.loadClass(Unloaded.class.getName());
        Object bean = type.getConstructor().newInstance();
        assertThat(capture.capture(bean)).isEqualTo(PlainData.of(Map.of("number", 7)));
        return new WeakReference<>(type);
    }
}
