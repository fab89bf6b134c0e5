//! Light or dark: the system's choice until the person makes their own, remembered on this machine.

import type { ThemeName } from "../bindings/ThemeName";

export type ThemeChoice = "system" | ThemeName;

const KEY = "headroom.theme";
const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];

class Theme {
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #systemIsDark = $state(this.#dark.matches);
  #choice = $state<ThemeChoice>(remembered());

  constructor() {
    this.#dark.addEventListener("change", (event) => {
      this.#systemIsDark = event.matches;
      this.#show();
    });
    this.#show();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  get name(): ThemeName {
    if (this.#choice !== "system") return this.#choice;
    return this.#systemIsDark ? "dark" : "light";
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    localStorage.setItem(KEY, choice);
    this.#show();
  }

  /** System, light, dark, system, … */
  cycle(): void {
    this.choose(CHOICES[(CHOICES.indexOf(this.#choice) + 1) % CHOICES.length] ?? "system");
  }

  #show(): void {
    document.documentElement.dataset.theme = this.name;
  }
}

function remembered(): ThemeChoice {
  const stored = localStorage.getItem(KEY);
  return CHOICES.find((choice) => choice === stored) ?? "system";
}

export const theme = new Theme();
