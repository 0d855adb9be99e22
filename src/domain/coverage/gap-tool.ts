/** The name under which files with little coverage are listed among the findings. */
export const GAP_TOOL = 'coverage';
