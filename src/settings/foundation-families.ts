/** The task definitions of the exercise: `<application>-frontend` and `<application>-backend`. */
export const FOUNDATION_FAMILIES = ["frontend", "backend"] as const;
