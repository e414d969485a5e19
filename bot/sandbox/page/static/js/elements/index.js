// Interactive elements: a kind -> what draws it. `field` holds the ids that tie it to its label.

import { h } from "../dom.js";
import { picture } from "../blocks/image.js";
import { button, iconButton, overflow } from "./buttons.js";
import { checkboxes, radios } from "./choices.js";
import { files } from "./files.js";
import { datePicker, dateTimePicker, timePicker } from "./pickers.js";
import { channels, conversations, external, fixed, people } from "./selects.js";
import { richInput, textInput } from "./texts.js";

const KINDS = {
  button,
  workflow_button: button,
  icon_button: iconButton,
  image: (one) => picture(one, "b-accessory-image"),
  overflow,
  static_select: fixed,
  multi_static_select: fixed,
  external_select: external,
  multi_external_select: external,
  users_select: people,
  multi_users_select: people,
  conversations_select: conversations,
  multi_conversations_select: conversations,
  channels_select: channels,
  multi_channels_select: channels,
  checkboxes,
  radio_buttons: radios,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: richInput,
  file_input: files,
};

export function element(one, block, surface, field = {}) {
  const draw = KINDS[one.type];
  if (!draw) return h("span", { class: "b-undrawn" }, `“${one.type}” is not drawn here`);
  return draw(one, block, surface, field);
}
