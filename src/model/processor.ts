import * as v from 'valibot';
import { VisplayError } from '../errors.ts';
import type { Picture } from '../images/picture.ts';
import { createChatTemplate, type ChatMessage, type ChatTemplate } from './chatTemplate.ts';
import { parseJsonObject } from './folder.ts';
import {
  cutIntoTiles,
  parseImageProcessor,
  pixelValues,
  type ImageProcessorConfig,
  type PictureTiles,
} from './imageProcessor.ts';
import type { Checkpoint } from './load.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';

/** How a picture was cut: all that its place in the prompt depends on. */
export type TileGrid = Pick<PictureTiles, 'rows' | 'columns'>;

/** Conversations with pictures as the model takes them: Idefics3Processor of transformers. */
export interface Processor {
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: ChatTemplate;
  readonly images: ImageProcessorConfig;
  /** image tokens of one tile */
  readonly imageSeqLen: number;
  /** The tiles of a picture; cut into a grid only where `split` or, without it, the checkpoint says so. */
  cut(picture: Picture, split?: boolean): PictureTiles;
  /** What the vision tower is fed, [tiles, 3, size, size]; every pixel of a tile is picture, none is padding. */
  pixelValues(tiles: readonly Uint8Array[]): Float32Array;
  /**
   * Ids of a conversation, ending with the cue to answer. `grids` are the pictures in the order of their places.
   *
   * Throws `bad-input` where pictures and places do not match in number.
   */
  encode(messages: readonly ChatMessage[], grids: readonly TileGrid[]): number[];
}

const imageToken = '<image>';
const fakeToken = '<fake_token_around_image>';
const globalTag = '<global-img>';

/**
 * The processor of an opened checkpoint.
 *
 * Throws `missing-file` or `bad-json` for its files, `bad-config` where tokenizer, image processor and model do not
 * belong together.
 */
export function createProcessor({ config, files }: Pick<Checkpoint, 'config' | 'files'>): Processor {
  const tokenizer = createTokenizer(files);
  const chatTemplate = createChatTemplate(files);
  const images = parseImageProcessor(files);
  const { imageSeqLen } = config;
  if (tokenizer.idOf(imageToken) !== config.imageTokenId) {
    throw mismatch(
      `config.json says that ${imageToken} is token ${config.imageTokenId}, and tokenizer.json says ${tokenizer.idOf(imageToken) ?? 'there is none'}`,
    );
  }
  if (tokenizer.size > config.text.vocabSize) {
    throw mismatch(`tokenizer.json has ${tokenizer.size} tokens, and the model ${config.text.vocabSize}`);
  }
  if (images.tileSize !== config.vision.imageSize) {
    throw mismatch(
      `the image processor makes tiles of ${images.tileSize} pixels, and the vision tower takes ${config.vision.imageSize}`,
    );
  }
  const stated = statedSeqLen(files);
  if (stated !== null && stated !== imageSeqLen) {
    throw mismatch(
      `processor_config.json says ${stated} image tokens a tile, and config.json implies ${imageSeqLen}`,
    );
  }
  return {
    tokenizer,
    chatTemplate,
    images,
    imageSeqLen,
    cut: (picture, split) => cutIntoTiles(picture, images, split),
    pixelValues: (tiles) => pixelValues(tiles, images),
    encode: (messages, grids) => {
      const text = chatTemplate(messages, { addGenerationPrompt: true });
      return tokenizer.encode(placePictures(text, grids, imageSeqLen));
    },
  };
}

/** The text with every `<image>` replaced by the tokens of its picture. */
function placePictures(text: string, grids: readonly TileGrid[], imageSeqLen: number): string {
  const pieces = text.split(imageToken);
  if (pieces.length !== grids.length + 1) {
    throw new VisplayError(
      'bad-input',
      `The conversation has ${pieces.length - 1} places for pictures, and ${grids.length} pictures were given.`,
      `Give one picture for every image part, and keep the text ${imageToken} out of the messages.`,
    );
  }
  return pieces
    .map((piece, i) => piece + (i < grids.length ? pictureText(grids[i]!, imageSeqLen) : ''))
    .join('');
}

function pictureText({ rows, columns }: TileGrid, imageSeqLen: number): string {
  const run = imageToken.repeat(imageSeqLen);
  const whole = `${fakeToken}${globalTag}${run}${fakeToken}`;
  if (rows === 0 && columns === 0) return whole;
  let grid = '';
  for (let row = 1; row <= rows; row++) {
    for (let column = 1; column <= columns; column++) grid += `${fakeToken}<row_${row}_col_${column}>${run}`;
    grid += '\n';
  }
  return `${grid}\n${whole}`;
}

function statedSeqLen(files: ReadonlyMap<string, Uint8Array>): number | null {
  const bytes = files.get('processor_config.json');
  const json = bytes ? parseJsonObject('processor_config.json', bytes) : {};
  return v.is(v.object({ image_seq_len: v.number() }), json) ? json.image_seq_len : null;
}

function mismatch(what: string): VisplayError {
  return new VisplayError(
    'bad-config',
    `The files of this checkpoint do not belong together: ${what}.`,
    'Use the files that were saved together with the weights.',
  );
}
