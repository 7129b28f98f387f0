export { type Capacity, defineEnvironment, type Environment, type Service } from "./environment";
export { loadEnvironments, SettingsError } from "./load";
