// A lesson under way: its step, the question, and whether it is done; and the worksheet to print.

import type { App } from "./app";
import { LESSONS, type Lesson } from "./lessons";
import { byId, h, put } from "./dom";

export class LessonPanel {
  private lesson: Lesson | null = null;
  private step = 0;
  private chosen: number | null = null;
  private wasDone = false;

  constructor(private readonly app: App) {
    const list = byId<HTMLSelectElement>("lesson");
    put(list, h("option", { value: "" }, "no lesson"), ...LESSONS.map(({ id, title }) => h("option", { value: id }, `${id}  ${title}`)));
    list.onchange = () => this.begin(Number(list.value));
    byId("worksheet").onclick = () => this.print(false);
    byId("answers").onclick = () => this.print(true);
    byId("lesson-panel").onclick = (event) => {
      const button = (event.target as Element).closest("button");
      if (button?.dataset["choice"] !== undefined) this.choose(Number(button.dataset["choice"]));
      else if (button?.id === "lesson-next") this.go(this.step + 1);
      else if (button?.id === "lesson-back") this.go(this.step - 1);
      else if (button?.id === "lesson-again") this.begin(this.lesson?.id ?? 0);
    };
    app.onChange(() => this.show());
  }

  get isOpen(): boolean { return this.lesson !== null; }

  begin(id: number): void {
    this.lesson = LESSONS.find((lesson) => lesson.id === id) ?? null;
    byId<HTMLSelectElement>("lesson").value = this.lesson ? String(id) : "";
    this.step = 0;
    this.chosen = null;
    if (this.lesson) {
      const { open } = this.lesson;
      this.app.open("name" in open ? { do: "built_in", name: open.name } : { do: "open", ron: open.ron, file: "lesson.ron" });
    }
    this.app.deeds = [];
    this.app.refresh();
  }

  private go(step: number): void {
    this.step = step;
    this.chosen = null;
    this.app.deeds = [];
    this.app.refresh();
    byId("lesson-panel").querySelector<HTMLElement>("h3")?.focus();
  }

  private choose(choice: number): void {
    this.chosen = choice;
    this.show();
  }

  private show(): void {
    const panel = byId("lesson-panel");
    const lesson = this.lesson;
    if (!lesson) {
      put(panel, h("p", {}, "Choose a lesson: each has five to seven small steps, and notices by itself when you have done one."), h("ol", { class: "lessons" }, ...LESSONS.map(({ title, aim }) => h("li", {}, h("strong", {}, title), h("br"), aim))));
      return;
    }
    const step = lesson.steps[this.step];
    if (!step) {
      put(panel, h("h3", { tabindex: -1 }, `Lesson ${lesson.id} is done`), h("p", {}, lesson.aim), h("button", { type: "button", id: "lesson-again" }, "Once more"));
      return;
    }
    const hasDone = step.check?.(this.app, this.app.deeds) ?? true;
    const isRight = !step.ask || this.chosen === step.ask.right;
    const isDone = hasDone && isRight;
    put(
      panel,
      h("h3", { tabindex: -1 }, `${lesson.title}: step ${this.step + 1} of ${lesson.steps.length}`),
      h("progress", { max: lesson.steps.length, value: this.step + (isDone ? 1 : 0), "aria-label": "progress of the lesson" }),
      h("p", {}, step.text),
      step.check && h("p", { class: hasDone ? "done" : "small" }, hasDone ? "✓ You have done it." : "○ Not done yet."),
      step.ask && h("p", { id: "question" }, step.ask.question),
      step.ask && h("div", { class: "choices", role: "group", "aria-labelledby": "question" }, ...step.ask.choices.map((choice, k) => h("button", { type: "button", "data-choice": k, "aria-pressed": String(this.chosen === k), class: this.chosen === k ? (isRight ? "right" : "wrong") : "" }, choice))),
      step.ask && this.chosen !== null && h("p", { class: isRight ? "done" : "wrong-note" }, isRight ? `✓ ${step.ask.why}` : "✗ Look again, and choose another answer."),
      h("div", { class: "buttons" }, h("button", { type: "button", id: "lesson-back", disabled: this.step === 0 }, "Back"), h("button", { type: "button", id: "lesson-next", disabled: !isDone, class: "main" }, this.step + 1 === lesson.steps.length ? "Finish" : "Next step")),
    );
    if (isDone && !this.wasDone) byId("heard").textContent = "Step done.";
    this.wasDone = isDone;
  }

  // A worksheet with lines to write on; with the answers it is for the teacher.
  private print(hasAnswers: boolean): void {
    const lessons = this.lesson ? [this.lesson] : LESSONS;
    put(byId("sheet"), ...lessons.map((lesson) => h("section", {},
      h("h2", {}, `Lesson ${lesson.id}: ${lesson.title}`), h("p", {}, lesson.aim),
      h("ol", {}, ...lesson.steps.map((step) => h("li", {}, h("p", {}, step.text),
        step.ask && h("p", {}, h("strong", {}, step.ask.question)),
        step.ask && h("ul", { class: "boxes" }, ...step.ask.choices.map((choice, k) => h("li", {}, hasAnswers && k === step.ask?.right ? "☒ " : "☐ ", choice))),
        hasAnswers ? h("p", { class: "answer" }, `Answer: ${step.answer}${step.ask ? ` ${step.ask.why}` : ""}`) : h("p", { class: "line" })))))));
    window.print();
  }
}
