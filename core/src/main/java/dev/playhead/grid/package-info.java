/**
 * The standard events of data grids, and the state of a grid that follows from them.
 *
 * <p>Start with {@link dev.playhead.grid.GridEvents}, the catalogue: 31 event types with their payloads as records. An
 * application publishes them; {@link dev.playhead.grid.GridState} folds them into what the grids looked like at any
 * moment of a history. Events of GridKit, a toolkit in TypeScript, are folded as they are, beside those of the catalogue.
 *
 * <pre>
 *   GridEvents.CELL_EDIT.event(new CellEdit(…))  --&gt;  bus, history
 *
 *   GridState            Grid "orders"                    Column "price"
 *     grid("orders") --&gt;   rowIds, row, cell                width, visible, pin
 *     grid("stock")        columns, sortedColumns    --&gt;    sort, filter
 *     ignoredEvents        selection, focus, errors         attributes
 *                          state (free-form)
 * </pre>
 *
 * <h2>What each event does to a {@code GridState}</h2>
 *
 * <p>Recording may begin late, and streams come from elsewhere; so no event is refused for naming something unknown.
 * Three rules decide:
 *
 * <ul>
 *   <li><em>A grid</em> appears with the first event that names it, and goes with {@code grid:destroy}. An event that
 *       comes after that makes it anew.
 *   <li>An event that says something <em>of</em> a row or column, such as a value or a width, makes it when it is not
 *       known: at the end, without values, shown, not pinned.
 *   <li>An event that <em>points at</em> rows or cells, such as a selection, makes none. The ids are kept, since the
 *       rows may have been there before recording began, and go when the row or column is removed.
 * </ul>
 *
 * <p>Columns show values, rows have them: values may lie in fields that no column shows, setting a cell makes no
 * column, and removing a column keeps the values.
 *
 * <table>
 *   <caption>The catalogue</caption>
 *   <tr><th>event</th><th>effect</th><th>when the row or column is not known</th></tr>
 *   <tr><td>{@code grid:init}</td><td>forgets the grid, and begins with the columns and rows given; or with a {@code
 *       config}, whose keys, and those of its {@code initialState}, are those of a table state</td><td></td></tr>
 *   <tr><td>{@code grid:ready}</td><td>the grid is ready</td><td></td></tr>
 *   <tr><td>{@code grid:destroy}</td><td>the grid is gone</td><td></td></tr>
 *   <tr><td>{@code grid:state-change}</td><td>merges attributes of the grid, or sets one {@code property} to its {@code
 *       newValue}, null for none</td><td></td></tr>
 *   <tr><td>{@code row:add}</td><td>the row has exactly these values; one that is there keeps its place unless an index
 *       is given, and its marks and attributes</td><td>made at the index, or at the end</td></tr>
 *   <tr><td>{@code row:remove}</td><td>the row is gone, with what points at it</td><td>only what points at it
 *       goes</td></tr>
 *   <tr><td>{@code row:move}</td><td>the row stands at the index, or at the end if there are not so many</td><td>made
 *       at the index</td></tr>
 *   <tr><td>{@code row:update}</td><td>sets the values given, keeps the others</td><td>made at the end</td></tr>
 *   <tr><td>{@code row:select}</td><td>the rows are selected, or not; with {@code replace}, the others are
 *       not</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code row:expand}</td><td>the row is expanded, or not</td><td>the id is kept</td></tr>
 *   <tr><td>{@code row:state-change}</td><td>merges attributes of the row, or sets a {@code property}</td><td>made at the
 *       end</td></tr>
 *   <tr><td>{@code cell:focus}, {@code cell:hover}</td><td>the cell has the focus, or the pointer over it; null for
 *       none. With {@code hovered} false, the pointer is not over that cell any more; it may be over another
 *       one</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code cell:edit}, {@code cell:value}, {@code cell:update}</td><td>sets the value of the cell; old values
 *       are not compared</td><td>the row is made at the end; a column is not made</td></tr>
 *   <tr><td>{@code cell:select}</td><td>every given column of every given row is selected, or not; with {@code
 *       replace}, other cells are not</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code cell:validation-error}</td><td>sets the message of the cell; null clears it, and nothing else
 *       does, but removing row or column</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code column:add}</td><td>the column has exactly this title, width, visibility and pin, of itself or of a
 *       {@code definition}, whose other fields become attributes; one that is there keeps its place unless an index is
 *       given, and its sort, filter and attributes</td><td>made at the index, or at
 *       the end</td></tr>
 *   <tr><td>{@code column:remove}</td><td>the column is gone, with what points at its cells</td><td>only what points at
 *       its cells goes</td></tr>
 *   <tr><td>{@code column:resize}, {@code column:visibility}, {@code column:pin}</td><td>sets that</td><td>made at the
 *       end</td></tr>
 *   <tr><td>{@code column:move}</td><td>the column stands at the index, or at the end if there are not so
 *       many</td><td>made at the index</td></tr>
 *   <tr><td>{@code column:reorder}</td><td>the columns given come first, in this order; the others follow in
 *       theirs</td><td>made</td></tr>
 *   <tr><td>{@code column:sort}</td><td>sorts by the column; without a priority, by no other. {@code none} or
 *       null ends the sorting by this column. Rows keep their places</td><td>made at the end</td></tr>
 *   <tr><td>{@code column:filter}</td><td>sets the filter of the column, by an operator and a value or as one {@code
 *       filter}, which may be anything; null for the operator or the filter clears it. Rows stay</td><td>made at the
 *       end</td></tr>
 *   <tr><td>{@code column:state-change}</td><td>merges attributes of the column, or sets a {@code
 *       property}</td><td>made at the end</td></tr>
 *   <tr><td>{@code state:update}</td><td>sets one place of the free-form state. Maps are made where there is none on
 *       the way; a list takes the positions that it has, and the next. With a {@code newState}, sets the keys of a table
 *       state that {@code changedKeys} names, or all that it has; what is named and not there is cleared</td><td></td></tr>
 *   <tr><td>{@code state:reset}</td><td>the free-form state is the one given, or empty with null. With a {@code newState},
 *       nothing is selected, expanded, sorted or filtered, the free-form state is empty, and the keys of the table state
 *       are set then: rows and columns stay unless it has them</td><td></td></tr>
 *   <tr><td>{@code state:patch}</td><td>merges into the free-form state. Beside a {@code newState}, which is not looked at,
 *       the patch is one of a table state: maps merge, null clears, all else is set</td><td></td></tr>
 *   <tr><td>{@code state:transaction}</td><td>its {@code operations}, in their order, all of them or none. Each has a {@code
 *       type}: {@code set}, {@code update} and {@code replace} set the {@code value} at a {@code path} of the table state,
 *       {@code delete}, {@code remove} and {@code unset} remove what is there, {@code merge} and {@code patch} merge
 *       into it. A path is dotted, or a list of keys; {@code data.0.price} is a field of the first row</td><td>a path
 *       to a position behind the next one does not fit</td></tr>
 *   <tr><td>{@code state:commit}</td><td>sets the keys that its {@code state}, a table state, has</td><td></td></tr>
 * </table>
 *
 * <table>
 *   <caption>The keys of a table state: a {@code config}, {@code newState}, {@code patch} or {@code state}</caption>
 *   <tr><th>key</th><th>sets</th></tr>
 *   <tr><td>{@code data}, {@code rows}</td><td>all rows and their order. A row is a map of its values; its id is its
 *       {@code rowId}; else what is in the field that {@link dev.playhead.grid.GridState#projection(String)} names; without
 *       that, its position. It may have its {@code values} beside its {@code rowId}. Rows that were there before keep their marks and
 *       attributes</td></tr>
 *   <tr><td>{@code columns}</td><td>all columns and their order. A definition sets what it has, the rest of a column that
 *       is there stays; fields without a meaning become attributes</td></tr>
 *   <tr><td>{@code columnOrder}</td><td>as {@code column:reorder}</td></tr>
 *   <tr><td>{@code columnVisibility}, {@code columnSizing}</td><td>whether the columns in the map are shown, and how wide
 *       they are; others are shown</td></tr>
 *   <tr><td>{@code columnPinning}</td><td>the columns {@code left} and {@code right}; others are not pinned</td></tr>
 *   <tr><td>{@code selection}, {@code rowSelection}, {@code expanded}</td><td>the rows in the list, or those with true in
 *       the map, and no others</td></tr>
 *   <tr><td>{@code focusedCell}</td><td>the cell; null for none</td></tr>
 *   <tr><td>{@code sorting}</td><td>a list of columns by rank, each with its {@code id} and {@code desc} or {@code
 *       direction}; no others are sorted</td></tr>
 *   <tr><td>{@code filtering}</td><td>filters by column, or a list of {@code id} and {@code filter}, or {@code value} and
 *       perhaps {@code operator}; no others are set</td></tr>
 *   <tr><td>any other, such as {@code pagination}</td><td>that key of the free-form state</td></tr>
 * </table>
 *
 * <p>In a patch, what a map does not name stays as it is.
 *
 * <table>
 *   <caption>Other names of fields, which count where a payload has not the one of the record</caption>
 *   <tr><th>event</th><th>field</th><th>other names</th></tr>
 *   <tr><td>{@code row:add}</td><td>{@code values}</td><td>{@code data}</td></tr>
 *   <tr><td>{@code row:update}</td><td>{@code changes}</td><td>{@code data}</td></tr>
 *   <tr><td>{@code row:select}</td><td>{@code rowIds}</td><td>{@code rowId}</td></tr>
 *   <tr><td>{@code cell:edit}</td><td>{@code newValue}</td><td>{@code value}</td></tr>
 *   <tr><td>{@code cell:update}</td><td>{@code newValue}</td><td>{@code value}</td></tr>
 *   <tr><td>{@code cell:select}</td><td>{@code rowIds}</td><td>{@code rowId}</td></tr>
 *   <tr><td>{@code cell:select}</td><td>{@code columnIds}</td><td>{@code columnId}</td></tr>
 *   <tr><td>{@code cell:validation-error}</td><td>{@code message}</td><td>{@code error}</td></tr>
 *   <tr><td>{@code column:reorder}</td><td>{@code columnIds}</td><td>{@code columnOrder}</td></tr>
 *   <tr><td>{@code column:pin}</td><td>{@code side}</td><td>{@code position}</td></tr>
 *   <tr><td>a definition of a column</td><td>{@code columnId}</td><td>{@code id}, {@code accessorKey}</td></tr>
 *   <tr><td>a definition of a column</td><td>{@code title}</td><td>{@code header}</td></tr>
 *   <tr><td>a definition of a column</td><td>{@code width}</td><td>{@code size}</td></tr>
 * </table>
 *
 * <p>A payload without a {@code gridId} that has one in its {@code data} is that {@code data}.
 *
 * <p><b>What fits.</b> A payload fits when it is a map with the components of the record: those that are not nullable
 * are there and of the right kind, and the others are if they are there. What sets a value, or clears something with null,
 * has to be there even so, that a field of another name neither empties a cell nor clears an error: {@code newValue}, {@code
 * value}, {@code message}, {@code operator} or {@code filter}, {@code direction}, {@code side}, the {@code rowId} of focus
 * and hover, the {@code state} of a reset. Positions and widths are not negative. Directions and sides may be written in
 * capitals or not, and {@code false} for no side. Fields that have no effect above, such as {@code oldValue}, are not looked
 * at. An event that does not fit changes nothing at all; it is counted in {@code ignoredEvents}, and named in {@code misfits}
 * with the reason. A history that folds it reports a problem, once for each type.
 *
 * <p><b>Ids</b> may be numbers, which stand for their texts. A number has one text: {@code 7}, {@code 7.0} and the text
 * {@code "7"} name one row.
 *
 * <p><b>Threading.</b> Everything here is immutable and may be shared freely.
 *
 * <p><b>Naming.</b> {@code with…} returns a changed copy. A row's <em>values</em> are data of the application's users;
 * <em>attributes</em> are what else there is to know of a grid, row or column.
 *
 * <p><b>Not here.</b> Rows are not sorted, filtered or grouped, nor formulas calculated: the state is what events say,
 * not what a grid would draw. There is no tree of rows; expansion is by id.
 */
@NullMarked
package dev.playhead.grid;

import org.jspecify.annotations.NullMarked;
