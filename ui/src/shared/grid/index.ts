export { columnsOf, columnSum } from './columns';
export { DataGrid, type DataGridProps } from './DataGrid';
export { FilterBar } from './FilterBar';
export { ListPage } from './ListPage';
export type { Column, ColumnFilter, EmptyText, RowAction } from './types';
export { gridUrl, useGridView, type GridView, type ViewState } from './view';
export { treeOf, treeOfLevels, type TreeNode } from './tree';
export { TreeTable, type TreeColumn } from './TreeTable';
export { inTurn, type Outcome } from './inTurn';
