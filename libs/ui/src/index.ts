export { cn } from './cn.ts';
export type { Tone } from './tone.ts';

export { Button } from './controls/button.tsx';
export type { ButtonProps } from './controls/button.tsx';
export { buttonVariants } from './controls/button-variants.ts';
export { Checkbox } from './controls/checkbox.tsx';
export type { CheckboxProps } from './controls/checkbox.tsx';
export { Combobox } from './controls/combobox.tsx';
export type { ComboboxOption, ComboboxProps } from './controls/combobox.tsx';
export { Field, useFieldControl } from './controls/field.tsx';
export type { FieldProps } from './controls/field.tsx';
export { Input } from './controls/input.tsx';
export type { InputProps } from './controls/input.tsx';
export { Label } from './controls/label.tsx';
export { RadioGroup } from './controls/radio-group.tsx';
export type { RadioGroupProps, RadioOption } from './controls/radio-group.tsx';
export { SecretInput } from './controls/secret-input.tsx';
export type { SecretInputProps } from './controls/secret-input.tsx';
export { Select } from './controls/select.tsx';
export type { SelectOption, SelectProps } from './controls/select.tsx';
export { Switch } from './controls/switch.tsx';
export type { SwitchProps } from './controls/switch.tsx';
export { Textarea } from './controls/textarea.tsx';
export type { TextareaProps } from './controls/textarea.tsx';

export { AlertDialog, AlertDialogCancel } from './overlay/alert-dialog.tsx';
export type { AlertDialogProps } from './overlay/alert-dialog.tsx';
export { ConfirmDialog } from './overlay/confirm-dialog.tsx';
export type { ConfirmDialogProps } from './overlay/confirm-dialog.tsx';
export { Dialog, DialogClose } from './overlay/dialog.tsx';
export type { DialogProps } from './overlay/dialog.tsx';
export { DropdownMenu, DropdownMenuItem, DropdownMenuLabel, DropdownMenuSeparator } from './overlay/dropdown-menu.tsx';
export type { DropdownMenuItemProps, DropdownMenuProps } from './overlay/dropdown-menu.tsx';
export { Tabs } from './overlay/tabs.tsx';
export type { TabItem, TabsProps } from './overlay/tabs.tsx';
export { toast, Toaster } from './overlay/toaster.tsx';
export { Tooltip } from './overlay/tooltip.tsx';
export type { TooltipProps } from './overlay/tooltip.tsx';

export { Badge, StatusBadge } from './feedback/badge.tsx';
export type { BadgeProps, StatusBadgeProps } from './feedback/badge.tsx';
export { Banner } from './feedback/banner.tsx';
export type { BannerProps } from './feedback/banner.tsx';
export { CodeBlock, Reply } from './feedback/code-block.tsx';
export type { CodeBlockProps, ReplyProps } from './feedback/code-block.tsx';
export { CopyButton } from './feedback/copy-button.tsx';
export type { CopyButtonProps } from './feedback/copy-button.tsx';
export { EmptyState } from './feedback/empty-state.tsx';
export type { EmptyStateProps } from './feedback/empty-state.tsx';
export { ErrorState } from './feedback/error-state.tsx';
export type { ErrorStateProps } from './feedback/error-state.tsx';
export { RelativeTime, TimeProvider } from './feedback/relative-time.tsx';
export type { RelativeTimeProps, TimeProviderProps } from './feedback/relative-time.tsx';
export { Skeleton, SkeletonText } from './feedback/skeleton.tsx';
export { Sparkline } from './feedback/sparkline.tsx';
export type { SparklineHour, SparklineProps } from './feedback/sparkline.tsx';
export { StageList } from './feedback/stage-list.tsx';
export type { StageItem, StageListProps, StageStatus } from './feedback/stage-list.tsx';
export { Timeline } from './feedback/timeline.tsx';
export type { TimelineItem } from './feedback/timeline.tsx';

export { AppLink, LinkProvider, TextLink } from './controls/app-link.tsx';
export type { AppLinkProps } from './controls/app-link.tsx';
export { Checklist } from './layout/checklist.tsx';
export type { ChecklistItem } from './layout/checklist.tsx';
export { DefinitionList } from './layout/definition-list.tsx';
export type { DefinitionItem } from './layout/definition-list.tsx';
export { Disclosure } from './layout/disclosure.tsx';
export type { DisclosureProps } from './layout/disclosure.tsx';
export { PageHeader } from './layout/page-header.tsx';
export type { Crumb, PageHeaderProps } from './layout/page-header.tsx';
export { Panel } from './layout/panel.tsx';
export type { PanelProps } from './layout/panel.tsx';
export { PostHornMark } from './layout/post-horn-mark.tsx';
export { PublicShell } from './layout/public-shell.tsx';
export type { PublicShellProps } from './layout/public-shell.tsx';
export type { NavItem, NavSection } from './layout/sidebar-nav.tsx';
export { SidebarShell } from './layout/sidebar-shell.tsx';
export type { SidebarShellProps } from './layout/sidebar-shell.tsx';
export { StatRow, StatTile } from './layout/stat-tile.tsx';
export type { StatTileProps } from './layout/stat-tile.tsx';
export { ThemeProvider, ThemeToggle } from './layout/theme.tsx';

export type { DataColumn } from './data-table/columns.ts';
export { DataTable } from './data-table/data-table.tsx';
export type { DataTableProps } from './data-table/data-table.tsx';
export { initialTableState, readTableState, withFilter, withSearch, withSort, writeTableState } from './data-table/table-state.ts';
export type { TableState } from './data-table/table-state.ts';
export type { TableFilter } from './data-table/table-toolbar.tsx';

export { EntityForm } from './entity-form/entity-form.tsx';
export type { EntityFormProps } from './entity-form/entity-form.tsx';
export {
  CheckboxField,
  ComboboxField,
  NumberField,
  RadioField,
  SelectField,
  SwitchField,
  TextareaField,
  TextField,
} from './entity-form/fields.tsx';
export type { FormFieldProps, TextFieldProps } from './entity-form/fields.tsx';
export { FieldGroup } from './entity-form/field-group.tsx';
export { FileTextField } from './entity-form/file-text-field.tsx';
export type { FileTextFieldProps } from './entity-form/file-text-field.tsx';
export { LinesField } from './entity-form/lines-field.tsx';
export type { LinesFieldProps } from './entity-form/lines-field.tsx';
export type { SaveContext, SaveResult } from './entity-form/save-result.ts';
export { SecretField } from './entity-form/secret-field.tsx';
export type { SecretFieldProps } from './entity-form/secret-field.tsx';
