/**
 * Between the application's objects and plain data ({@link dev.playhead.event.PlainData}). This is the only package of
 * the API that uses reflection.
 *
 * <p>Start with {@link dev.playhead.capture.EventType}, to publish and read payloads by their class, and {@link
 * dev.playhead.capture.SensitiveData}, to keep passwords out. A history uses {@link
 * dev.playhead.capture.PayloadCapture} by itself.
 *
 * <pre>
 *             recording thread                            any thread, later
 *   object ---- capture ----+--&gt; the same object ---- toData ----+--&gt; plain data ---- EventType.read ---&gt; object
 *                           |    (can never change)              |
 *                           +--&gt; plain data ---------------------+
 *                                (may change, or runs
 *                                 the application's code)
 * </pre>
 *
 * <p><b>What becomes what.</b>
 *
 * <table>
 *   <caption>Objects and their plain data</caption>
 *   <tr><th>Object</th><th>Plain data</th></tr>
 *   <tr><td>record</td><td>map of its components, in their order</td></tr>
 *   <tr><td>bean, if opted in</td><td>map of its public getters, in the order of the alphabet</td></tr>
 *   <tr><td>enum</td><td>its name</td></tr>
 *   <tr><td>number, {@code Atomic…}, adder</td><td>number in canonical form</td></tr>
 *   <tr><td>{@code java.time}, {@code Date}, {@code Calendar}</td><td>ISO-8601 text</td></tr>
 *   <tr><td>optional, {@code AtomicReference}</td><td>the value, or null</td></tr>
 *   <tr><td>array, collection</td><td>list</td></tr>
 *   <tr><td>{@code byte[]}, {@code ByteBuffer}</td><td>{@link dev.playhead.event.Marker#bytes}</td></tr>
 *   <tr><td>map</td><td>map; keys by their text, null as {@code null}; a second key of the same text gets {@code #2}</td></tr>
 *   <tr><td>map entry</td><td>map of {@code key} and {@code value}</td></tr>
 *   <tr><td>exception</td><td>map of {@code class}, {@code message} and {@code cause}</td></tr>
 *   <tr><td>{@code CharSequence}, {@code UUID}, {@code URI}, {@code URL}, {@code Path}, {@code File}, {@code Locale},
 *       {@code Currency}, {@code Charset}, {@code ZoneId}, {@code TimeZone}, {@code Pattern}, {@code Class}</td>
 *       <td>text</td></tr>
 *   <tr><td>anything else</td><td>a {@link dev.playhead.event.Marker} that names the class</td></tr>
 * </table>
 *
 * <p><b>Modules.</b> Records and beans of a named module have to be public in an exported package, or their package has to
 * be open to this module, or the module hands over a lookup: {@link
 * dev.playhead.capture.EventType#of(String, Class, java.lang.invoke.MethodHandles.Lookup)}.
 *
 * <p><b>Threading.</b> Everything public here is immutable or safe for use by any thread. The application's code runs on
 * the recording thread only, under no lock.
 *
 * <p><b>Not here.</b> Reading of interfaces and sealed hierarchies, since data does not say which class to make; and class
 * names in data are never looked up. Objects that other threads change while they are captured are captured as their
 * iterators and getters show them.
 */
@NullMarked
package dev.playhead.capture;

import org.jspecify.annotations.NullMarked;
