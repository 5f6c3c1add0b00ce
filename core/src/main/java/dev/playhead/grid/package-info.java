/**
 * The standard events of data grids, and the grid state that results from them.
 *
 * <p>Start with {@link dev.playhead.grid.GridEvents}, the catalog: 31 event types with their payloads as records. An
 * application publishes them. {@link dev.playhead.grid.GridState} folds them into the state of the grids at any point
 * of a history. Events of GridKit, a toolkit in TypeScript, are folded without conversion, alongside the events of the
 * catalog.
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
 * <h2>Effect of each event on a {@code GridState}</h2>
 *
 * <p>Recording may begin late, and streams may come from elsewhere. So no event is rejected because it names
 * something unknown. Three rules apply:
 *
 * <ul>
 *   <li><em>A grid</em> is created by the first event that names it, and removed by {@code grid:destroy}. A later event
 *       creates it again.
 *   <li>An event that <em>sets</em> a part of a row or column, such as a value or a width, creates the row or column if
 *       it is unknown: at the end, without values, visible, not pinned.
 *   <li>An event that <em>marks</em> rows or cells, such as a selection, creates no rows or columns. The ids are kept,
 *       because the rows may have existed before recording began. Removing the row or column removes its marks.
 * </ul>
 *
 * <p>Columns show values, but rows contain them. Values may be in fields that no column shows, setting a cell creates
 * no column, and removing a column keeps the values.
 *
 * <table>
 *   <caption>The effects of the events of the catalog</caption>
 *   <tr><th>event</th><th>effect</th><th>if the row or column is unknown</th></tr>
 *   <tr><td>{@code grid:init}</td><td>discards the grid, and creates it with the given columns and rows. If there is a
 *   {@code config}, its keys and the keys of its {@code initialState} are first applied as keys of a table state; see
 *   the next table</td><td></td></tr>
 *   <tr><td>{@code grid:ready}</td><td>marks the grid as ready</td><td></td></tr>
 *   <tr><td>{@code grid:destroy}</td><td>removes the grid</td><td></td></tr>
 *   <tr><td>{@code grid:state-change}</td><td>merges attributes of the grid, or sets one {@code property} to its
 *       {@code newValue}, null for none</td><td></td></tr>
 *   <tr><td>{@code row:add}</td><td>sets the values of the row to exactly these; an existing row keeps its marks and
 *       attributes, and its position unless an index is given</td><td>created at the index, or at the end</td></tr>
 *   <tr><td>{@code row:remove}</td><td>removes the row and its marks</td><td>only its marks are removed</td></tr>
 *   <tr><td>{@code row:move}</td><td>moves the row to the index, or to the end if there are fewer rows</td><td>created
 *       at the index</td></tr>
 *   <tr><td>{@code row:update}</td><td>sets the given values, keeps the other values</td><td>created at the
 *       end</td></tr>
 *   <tr><td>{@code row:select}</td><td>selects or deselects the rows; with {@code replace}, deselects the other
 *       rows</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code row:expand}</td><td>expands or collapses the row</td><td>the id is kept</td></tr>
 *   <tr><td>{@code row:state-change}</td><td>merges attributes of the row, or sets a {@code property}</td><td>created
 *       at the end</td></tr>
 *   <tr><td>{@code cell:focus}, {@code cell:hover}</td><td>sets the cell with the focus, or under the pointer; null for
 *       none. With {@code hovered} false, the pointer is not over that cell any more; it may be over another
 *       cell</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code cell:edit}, {@code cell:value}, {@code cell:update}</td><td>sets the value of the cell; old values
 *       are not compared</td><td>the row is created at the end; no column is created</td></tr>
 *   <tr><td>{@code cell:select}</td><td>selects or deselects the cells of all given columns in all given rows;
 *       with {@code replace}, deselects other cells</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code cell:validation-error}</td><td>sets the message of the cell; null clears it. Otherwise only the
 *       removal of the row or column clears it</td><td>the ids are kept</td></tr>
 *   <tr><td>{@code column:add}</td><td>sets title, width, visibility and pin of the column; each of them that is
 *       neither in the payload nor in its {@code definition} becomes the default. Other fields of the definition become
 *       attributes. An existing column keeps its sort, filter and attributes, and its position unless an index is
 *       given</td><td>created at the index, or at the end</td></tr>
 *   <tr><td>{@code column:remove}</td><td>removes the column and the marks of its cells</td><td>only the marks of its
 *       cells are removed</td></tr>
 *   <tr><td>{@code column:resize}, {@code column:visibility}, {@code column:pin}</td><td>sets the width, visibility or
 *       pin</td><td>created at the end</td></tr>
 *   <tr><td>{@code column:move}</td><td>moves the column to the index, or to the end if there are fewer
 *       columns</td><td>created at the index</td></tr>
 *   <tr><td>{@code column:reorder}</td><td>moves the given columns to the front, in this order; the other columns
 *       follow in their old order</td><td>created</td></tr>
 *   <tr><td>{@code column:sort}</td><td>sorts by the column; without a priority, by no other column. {@code none} or
 *       null ends the sorting by this column. The positions of rows are unchanged</td><td>created at the
 *       end</td></tr>
 *   <tr><td>{@code column:filter}</td><td>sets the filter of the column, by an operator and a value or as one
 *       {@code filter}, which may be any data; null for the operator or the filter clears it. The rows are
 *       unchanged</td><td>created at the end</td></tr>
 *   <tr><td>{@code column:state-change}</td><td>merges attributes of the column, or sets a
 *       {@code property}</td><td>created at the end</td></tr>
 *   <tr><td>{@code state:update}</td><td>sets one value of the free-form state. Missing maps on the path are created.
 *       In a list, the path may name an existing position or the next one. A {@code newState} is a table state: its
 *       keys that {@code changedKeys} names are set, or all its keys if there are no {@code changedKeys}. A key that
 *       {@code changedKeys} names is cleared if the {@code newState} lacks it</td><td></td></tr>
 *   <tr><td>{@code state:reset}</td><td>sets the free-form state to the given state; null means empty. With a {@code
 *       newState}, clears selected rows, expanded rows, sorts, filters and the free-form state, then sets the keys of
 *       the table state. Rows and columns are unchanged unless the table state has them</td><td></td></tr>
 *   <tr><td>{@code state:patch}</td><td>merges the patch into the free-form state. If there is a {@code newState}, it
 *       is ignored, and the patch applies to a table state: maps are merged, null clears a value, and any other value
 *       replaces the old value</td><td></td></tr>
 *   <tr><td>{@code state:transaction}</td><td>applies its {@code operations}, in their order, all of them or none. Each
 *       has a {@code type}: {@code set}, {@code update} and {@code replace} set the {@code value} at a {@code path} of
 *       the table state, {@code delete}, {@code remove} and {@code unset} remove that value, {@code merge} and {@code
 *       patch} merge into that value. A path is dotted, or a list of keys; {@code data.0.price} is a field of the first
 *       row</td><td>a row that is set at the position after the last row is created; a path to a later position does
 *       not fit</td></tr>
 *   <tr><td>{@code state:commit}</td><td>sets the keys of its {@code state}, which is a table state</td><td></td></tr>
 * </table>
 *
 * <table>
 *   <caption>The keys of a table state: a {@code config}, {@code newState}, {@code patch} or {@code state}</caption>
 *   <tr><th>key</th><th>effect</th></tr>
 *   <tr><td>{@code data}, {@code rows}</td><td>sets all rows and their order. A row is a map of its values. Its id is
 *       its {@code rowId}. If it has no {@code rowId}, its id is the value of the field that was passed to {@link
 *       dev.playhead.grid.GridState#projection(String)}, or its position if the projection was created without a field.
 *       A row may have its values in {@code values}, next to its {@code rowId}. Existing rows keep their marks and
 *       attributes</td></tr>
 *   <tr><td>{@code columns}</td><td>sets all columns and their order. A definition sets the fields that it has; other
 *       fields of an existing column are unchanged. Fields without a meaning become attributes</td></tr>
 *   <tr><td>{@code columnOrder}</td><td>like {@code column:reorder}</td></tr>
 *   <tr><td>{@code columnVisibility}</td><td>sets the visibility of the columns in the map; other columns are
 *       visible</td></tr>
 *   <tr><td>{@code columnSizing}</td><td>sets the width of the columns in the map; the other columns keep
 *       theirs</td></tr>
 *   <tr><td>{@code columnPinning}</td><td>sets the columns pinned {@code left} and {@code right}; other columns are not
 *       pinned</td></tr>
 *   <tr><td>{@code selection}, {@code rowSelection}, {@code expanded}</td><td>selects or expands exactly the rows
 *       in the list, or the rows with the value true in the map</td></tr>
 *   <tr><td>{@code focusedCell}</td><td>sets the cell with the focus; null for none</td></tr>
 *   <tr><td>{@code sorting}</td><td>sets the sorts: a list of columns by rank, each with its {@code id} and {@code
 *       desc} or {@code direction}; other columns are not sorted</td></tr>
 *   <tr><td>{@code filtering}</td><td>sets the filters: a map of filters by column, or a list of maps with the {@code
 *       id} of a column and either a {@code filter}, or a {@code value} and optionally an {@code operator}; other
 *       columns have no filter</td></tr>
 *   <tr><td>any other, such as {@code pagination}</td><td>sets that key of the free-form state</td></tr>
 * </table>
 *
 * <p>In a patch, everything that a map does not name remains unchanged.
 *
 * <table>
 *   <caption>Other names of fields, used if a payload does not have the name of the record</caption>
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
 * <p>If a payload has no {@code gridId} but its {@code data} has a {@code gridId}, that {@code data} is the payload.
 *
 * <p><b>Payloads that fit.</b> A payload fits if it is a map with the components of the record. Components that are not
 * nullable must be present and of the right kind; nullable components must be of the right kind if they are present. A
 * field that sets a value, or clears something with null, must be present in any case, so that a field with a wrong
 * name neither empties a cell nor clears an error. These fields are {@code newValue}, {@code value} except that of a
 * filter, {@code message}, {@code operator} or {@code filter}, {@code direction}, {@code side}, the {@code rowId} of
 * focus and hover, the {@code state} of a reset. Positions and widths are not negative. Directions and sides may be in
 * upper or lower case; a side may also be {@code false} for none. Fields without an effect in these tables, such as
 * {@code oldValue}, are ignored. An event that does not fit changes nothing. It is counted in {@code ignoredEvents},
 * and {@code misfits} has its type with the reason. A history that folds it reports a problem, once for each type.
 *
 * <p><b>Ids.</b> An id may be a number. It is then the same id as the text of this number. Equal numbers have the same
 * text: {@code 7}, {@code 7.0} and the text {@code "7"} name the same row.
 *
 * <p><b>Threading.</b> Everything here is immutable and may be shared freely.
 *
 * <p><b>Naming.</b> {@code with…} returns a changed copy. A row's <em>values</em> are data of the application's
 * users. <em>Attributes</em> are all other data of a grid, row or column.
 *
 * <p><b>Not here.</b> Rows are not sorted, filtered or grouped, and formulas are not calculated: the state contains
 * what events specify, not what a grid would draw. There is no tree of rows; expansion is by id.
 */
@NullMarked
package dev.playhead.grid;

import org.jspecify.annotations.NullMarked;
