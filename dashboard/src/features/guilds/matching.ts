interface Named {
  readonly name: string;
}

/** Those whose name has a text in it, whatever its case. */
export function matching<T extends Named>(guilds: readonly T[], text: string): readonly T[] {
  const wanted = text.trim().toLocaleLowerCase();
  return guilds.filter((guild) => guild.name.toLocaleLowerCase().includes(wanted));
}
